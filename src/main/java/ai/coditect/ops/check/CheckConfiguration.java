package ai.coditect.ops.check;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The items about the database, and the list of every room's items. */
@Configuration(proxyBeanMethods = false)
class CheckConfiguration {

  /** Items of the database come first, as most others rest on it; the rest as they are ordered. */
  @Bean
  CheckList checkList(ObjectProvider<Check> checks, ObjectProvider<CheckGroup> groups) {
    return new CheckList(
        () ->
            Stream.concat(
                    checks.orderedStream(),
                    groups.orderedStream().flatMap(group -> group.items().stream()))
                .toList());
  }

  @Bean
  ServerStore serverStore(JdbcClient jdbc, DataSource source) {
    return new ServerStore(jdbc, new TransactionTemplate(new JdbcTransactionManager(source)));
  }

  @Bean
  @Order(1)
  DatabaseReachable databaseReachable(ServerStore store) {
    return new DatabaseReachable(store);
  }

  @Bean
  @Order(1)
  Check databaseWritable(ServerStore store) {
    return new WritableDatabase(store);
  }

  @Bean
  @Order(2)
  Check databaseEncrypted(
      DatabaseReachable database,
      ServerStore store,
      @Value("${DB_SSLMODE:}") String sslMode,
      @Value("${DB_INSTANCE:}") String instance) {
    return database.item(
        "the connection to the database is encrypted",
        () -> ServerFindings.encryption(store.server(), sslMode, !instance.isEmpty()));
  }

  @Bean
  @Order(3)
  Check migrationsApplied(DatabaseReachable database, DataSource source) {
    return database.item(
        "the migrations are up to date",
        () -> ServerFindings.migrations(Migrations.unapplied(source)));
  }

  @Bean
  @Order(4)
  Check systemRoleFit(DatabaseReachable database, SystemRoleGuard guard) {
    return database.item(
        "the system role sees every tenant and holds exactly the declared privileges",
        () -> {
          List<Problem> problems = guard.problems();
          return problems.isEmpty()
              ? Finding.ok("policies and privileges as declared")
              : Finding.refused(problems);
        });
  }

  @Bean
  @Order(5)
  Check tenantTablesGuarded(DatabaseReachable database, ServerStore store) {
    return database.item(
        "the tenants' tables are guarded by row-level security",
        () -> ServerFindings.tenantTables(store.unguardedTables()));
  }

  @Bean
  @Order(6)
  Check connectionsSuffice(DatabaseReachable database, ServerStore store) {
    return database.item(
        "the server has room for the worker's connections",
        () -> ServerFindings.connections(store.server()));
  }
}
