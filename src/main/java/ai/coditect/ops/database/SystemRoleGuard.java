package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Never blind: proves that the session's role sees every tenant and can do what is declared, and
 * nothing more than that or what the version that migrated last declares. Asked before every run,
 * so it costs five catalogue queries.
 */
public final class SystemRoleGuard {
  private static final Sql FIND_MISSING_FOUNDATION = Sql.file("database/find_missing_foundation");
  private static final Sql FIND_UNFIT_ROLES = Sql.file("database/find_unfit_roles");
  private static final Sql FIND_BLIND_TABLES = Sql.file("database/find_blind_tables");
  private static final Sql FIND_EXCESS_MEMBERSHIPS = Sql.file("database/find_excess_memberships");
  private static final Sql LIST_DECLARED = Sql.file("database/list_declared_privileges");
  private static final Sql LIST_HELD_PRIVILEGES = Sql.file("database/list_held_privileges");

  private final JdbcClient jdbc;
  private final Privileges privileges;

  public SystemRoleGuard(JdbcClient jdbc) {
    this(jdbc, Privileges.load());
  }

  /**
   * @param jobs the directory that replaces the packaged job files, where a deployment may declare
   *     privileges on tables of its own
   */
  SystemRoleGuard(JdbcClient jdbc, Optional<Path> jobs) {
    this(jdbc, Privileges.load(jobs));
  }

  SystemRoleGuard(JdbcClient jdbc, Privileges privileges) {
    this.jdbc = jdbc;
    this.privileges = privileges;
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
    List<PrivilegeComparison.Held> held =
        jdbc.sql(LIST_HELD_PRIVILEGES.text())
            .param("schemas", Arrays.texts(privileges.schemas()))
            .query(PrivilegeComparison.Held.class)
            .list();
    List<Problem> problems =
        new ArrayList<>(
            jdbc.sql(FIND_BLIND_TABLES.text())
                .param("schemas", Arrays.texts(privileges.schemas()))
                .query(SystemRoleGuard::problem)
                .list());
    List<Problem> differences = differences(privileges, held);
    if (!differences.isEmpty() && isRecordHeld(held)) {
      // A later version has migrated, and this one works on until it is replaced.
      differences = differences(privileges.tolerating(recorded()), held);
    }
    problems.addAll(differences);
    return problems;
  }

  private List<Problem> differences(Privileges allowed, List<PrivilegeComparison.Held> held) {
    List<Problem> differences =
        new ArrayList<>(
            jdbc.sql(FIND_EXCESS_MEMBERSHIPS.text())
                .param("declared", allowed.memberships().toArray(String[]::new))
                .query(SystemRoleGuard::problem)
                .list());
    differences.addAll(PrivilegeComparison.between(allowed, held));
    return differences;
  }

  private static boolean isRecordHeld(List<PrivilegeComparison.Held> held) {
    return held.stream()
        .anyMatch(
            one ->
                one.effective()
                    && one.name().equals("coditect_ops.declared_privileges")
                    && one.privilege().equals("select"));
  }

  private List<Privileges.Declared> recorded() {
    return jdbc.sql(LIST_DECLARED.text())
        .query(
            (row, number) ->
                new Privileges.Declared(
                    row.getString("object"),
                    row.getString("privilege"),
                    Set.of((String[]) row.getArray("columns").getArray())))
        .list();
  }

  private List<Problem> ask(Sql question) {
    return jdbc.sql(question.text()).query(SystemRoleGuard::problem).list();
  }

  /** Queries that find problems answer with them. */
  static Problem problem(ResultSet row, int number) throws SQLException {
    return new Problem(row.getString("what"), row.getString("place"), row.getString("cure"));
  }
}
