package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.CopiedDatabaseClient.Administrator;
import ai.coditect.ops.backup.examine.ResidentStore.Living;
import ai.coditect.ops.backup.examine.trial.CopyIdentityStore;
import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases people on a copy with the worker's rights. They stand in the ledger already, and the copy
 * is thrown away, so neither ledger nor requests are told, nor the copy that it is one: a worker
 * that was started on it would be refused as on any database that never adopted the ledger. What is
 * shown is that nothing in it keeps anybody.
 */
final class CopyErasureStore {
  private static final Sql SET_RUN = Sql.file("backup/settle");
  private static final Sql PASS_ON = Sql.file("backup/pass_on_projects");
  private static final Sql ERASE_PROJECTS = Sql.file("backup/erase_projects");
  private static final Sql ERASE_USERS = Sql.file("backup/erase_users");
  private static final Sql ERASE_LICENSES = Sql.file("backup/erase_licenses");
  private static final Sql ERASE_ORGANIZATION = Sql.file("backup/erase_organization");

  /** What an organization takes along, the last first; the map of personal data says so, too. */
  static final List<Sql> OF_AN_ORGANIZATION =
      List.of(ERASE_PROJECTS, ERASE_USERS, ERASE_LICENSES, ERASE_ORGANIZATION);

  /** What becomes of a person's rows. */
  static final List<Sql> OF_A_PERSON = List.of(PASS_ON, ERASE_PROJECTS, ERASE_USERS);

  /** Whether rows of this table go with somebody. */
  static boolean deletesFrom(String table) {
    return OF_AN_ORGANIZATION.stream().anyMatch(step -> isDeletion(step.text(), table));
  }

  /** Whether it is this table that a statement deletes from; it may read others. */
  static boolean isDeletion(String statement, String table) {
    return Pattern.compile("\\bdelete from " + Pattern.quote(table) + "\\s")
        .matcher(statement)
        .find();
  }

  private final CopiedDatabaseClient copy;

  CopyErasureStore(CopiedDatabaseClient copy) {
    this.copy = copy;
  }

  /**
   * Erases them, on one connection.
   *
   * @throws ProblemsException when that is not proven to lead to the copy; then nothing has changed
   */
  void erase(List<Living> people) {
    String login =
        copy.administrator().map(Administrator::login).orElseThrow(CopyErasureStore::unproven);
    try (Connection connection = copy.worker().getConnection()) {
      SingleConnectionDataSource single = new SingleConnectionDataSource(connection, true);
      JdbcClient jdbc = JdbcClient.create(single);
      CopyIdentityStore.prove(jdbc, login);
      TransactionTemplate transaction =
          new TransactionTemplate(new DataSourceTransactionManager(single));
      UUID run = UUID.randomUUID();
      people.forEach(one -> transaction.executeWithoutResult(status -> erase(jdbc, run, one)));
    } catch (SQLException e) {
      throw new UncategorizedSQLException("erase people on the copy", null, e);
    }
  }

  private static ProblemsException unproven() {
    return new ProblemsException(
        List.of(
            new Problem(
                "Copy not proven: nobody is erased without a login that was made on the copy.",
                "restored copy",
                "Give the examination an administrator of the copy.")));
  }

  private static void erase(JdbcClient jdbc, UUID run, Living one) {
    // Every change of the worker's is told to the audit log by its run.
    jdbc.sql(SET_RUN.text())
        .param("name", "ops.run_id")
        .param("value", run.toString())
        .query(String.class)
        .single();
    boolean whole = one.subject().equals(one.organization());
    (whole ? OF_AN_ORGANIZATION : OF_A_PERSON)
        .forEach(step -> update(jdbc, step, one.organization(), whole ? null : one.subject()));
  }

  private static void update(JdbcClient jdbc, Sql sql, UUID organization, @Nullable UUID person) {
    var statement = jdbc.sql(sql.text()).param("organization", organization);
    if (sql != ERASE_LICENSES && sql != ERASE_ORGANIZATION) {
      statement = statement.param("person", Arrays.untyped(person));
    }
    statement.update();
  }
}
