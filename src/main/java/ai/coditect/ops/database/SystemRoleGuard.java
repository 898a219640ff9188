package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Never blind: proves that the session's role sees every tenant and can do what is declared, and
 * nothing more. Asked before every run, so it costs five catalogue queries.
 */
public final class SystemRoleGuard {
  private static final Sql FIND_MISSING_FOUNDATION = Sql.file("database/find_missing_foundation");
  private static final Sql FIND_UNFIT_ROLES = Sql.file("database/find_unfit_roles");
  private static final Sql FIND_BLIND_TABLES = Sql.file("database/find_blind_tables");
  private static final Sql FIND_EXCESS_MEMBERSHIPS = Sql.file("database/find_excess_memberships");
  private static final Sql LIST_HELD_PRIVILEGES = Sql.file("database/list_held_privileges");

  private final JdbcClient jdbc;
  private final Privileges privileges;

  public SystemRoleGuard(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.privileges = Privileges.load();
  }

  /**
   * Everything that speaks against working in this session, each with the statement that cures it;
   * empty when nothing does.
   */
  public List<Problem> problems() {
    List<Problem> foundation = ask(FIND_MISSING_FOUNDATION);
    if (!foundation.isEmpty()) {
      return foundation;
    }
    List<Problem> unfit = ask(FIND_UNFIT_ROLES);
    if (!unfit.isEmpty()) {
      // What such a role sees and may do says nothing about the role that should be here.
      return unfit;
    }
    List<Problem> problems = new ArrayList<>(ask(FIND_BLIND_TABLES));
    problems.addAll(
        jdbc.sql(FIND_EXCESS_MEMBERSHIPS.text())
            .param("declared", privileges.memberships().toArray(String[]::new))
            .query(SystemRoleGuard::problem)
            .list());
    problems.addAll(
        PrivilegeComparison.between(
            privileges,
            jdbc.sql(LIST_HELD_PRIVILEGES.text()).query(PrivilegeComparison.Held.class).list()));
    return problems;
  }

  private List<Problem> ask(Sql question) {
    return jdbc.sql(question.text()).query(SystemRoleGuard::problem).list();
  }

  /** Queries that find problems answer with them. */
  static Problem problem(ResultSet row, int number) throws SQLException {
    return new Problem(row.getString("what"), row.getString("place"), row.getString("cure"));
  }
}
