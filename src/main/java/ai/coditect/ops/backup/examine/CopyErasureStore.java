package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResidentStore.Living;
import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases people on a copy with the worker's rights. The copy is thrown away, so neither ledger nor
 * requests are told; what is shown is that nothing in it keeps anybody.
 */
final class CopyErasureStore {
  private static final Sql SET_RUN = Sql.file("backup/settle");
  private static final Sql PASS_ON = Sql.file("backup/pass_on_projects");
  private static final Sql ERASE_PROJECTS = Sql.file("backup/erase_projects");
  private static final Sql ERASE_USERS = Sql.file("backup/erase_users");
  private static final Sql ERASE_LICENSES = Sql.file("backup/erase_licenses");
  private static final Sql ERASE_ORGANIZATION = Sql.file("backup/erase_organization");

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  CopyErasureStore(CopiedDatabaseClient copy) {
    DataSourceTransactionManager manager = new DataSourceTransactionManager(copy.worker());
    this.transaction = new TransactionTemplate(manager);
    this.jdbc = JdbcClient.create(copy.worker());
  }

  void erase(List<Living> people) {
    UUID run = UUID.randomUUID();
    for (Living one : people) {
      transaction.executeWithoutResult(
          status -> {
            // Every change of the worker's is told to the audit log by its run.
            jdbc.sql(SET_RUN.text())
                .param("name", "ops.run_id")
                .param("value", run.toString())
                .query(String.class)
                .single();
            if (one.subject().equals(one.organization())) {
              for (Sql step : List.of(ERASE_PROJECTS, ERASE_USERS, ERASE_LICENSES)) {
                update(step, one.organization(), null);
              }
              update(ERASE_ORGANIZATION, one.organization(), null);
            } else {
              update(PASS_ON, one.organization(), one.subject());
              update(ERASE_PROJECTS, one.organization(), one.subject());
              update(ERASE_USERS, one.organization(), one.subject());
            }
          });
    }
  }

  private void update(Sql sql, UUID organization, @Nullable UUID person) {
    var statement = jdbc.sql(sql.text()).param("organization", organization);
    if (sql != ERASE_LICENSES && sql != ERASE_ORGANIZATION) {
      statement = statement.param("person", Arrays.untyped(person));
    }
    statement.update();
  }
}
