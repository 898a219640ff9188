package ai.coditect.ops.database;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database under migration: what is there, and what the owner login may do. */
final class MigrationTarget {
  private static final Sql DESCRIBE_TARGET = Sql.file("database/describe_migration_target");
  private static final Sql FIND_FOREIGN_TENANT_TABLES =
      Sql.file("database/find_foreign_tenant_tables");

  private final JdbcClient jdbc;
  private final MigrationRoles roles;
  private final Optional<WorkerLogin> worker;
  private final Facts facts;

  private record Facts(
      String login,
      String database,
      int version,
      boolean makesRoles,
      boolean makesSchemas,
      boolean hasRoles,
      boolean hasSchemas,
      boolean hasTenantTables,
      boolean hasTenantHistory) {}

  private MigrationTarget(DataSource owner, Optional<WorkerLogin> worker, Facts facts) {
    this.jdbc = JdbcClient.create(owner);
    this.worker = worker;
    this.facts = facts;
    this.roles = new MigrationRoles(owner, where());
  }

  /**
   * @throws ProblemsException when something is missing that the migration would stumble over
   */
  static MigrationTarget examine(DataSource owner, Optional<WorkerLogin> worker) {
    Facts facts;
    try {
      facts = JdbcClient.create(owner).sql(DESCRIBE_TARGET.text()).query(Facts.class).single();
    } catch (DataAccessException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "Unreachable as its owner: " + FailureWords.of(e) + ".",
                  "database connection",
                  "Check DB_HOST, DB_PORT, DB_NAME, DB_SSLMODE, DB_OWNER_USER and DB_OWNER_PASSWORD, and that the server accepts connections from here.")));
    }
    MigrationTarget target = new MigrationTarget(owner, worker, facts);
    List<Problem> problems = target.problems();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return target;
  }

  MigrationRoles roles() {
    return roles;
  }

  String database() {
    return facts.database();
  }

  String where() {
    return "database " + facts.database() + ", login " + facts.login();
  }

  Optional<String> reasonToSkip(Migrations.TenantTables tenantTables) {
    return switch (tenantTables) {
      case APPLY -> Optional.empty();
      case SKIP -> Optional.of("asked to leave coditect_shared alone");
      case AUTO ->
          facts.hasTenantTables() && !facts.hasTenantHistory()
              ? Optional.of("coditect_shared.licenses exists and is the backend's")
              : Optional.empty();
    };
  }

  /**
   * @throws ProblemsException when tables of the tenants belong to a role that is not ours
   */
  void requireOwnership() {
    List<Problem> problems =
        jdbc.sql(FIND_FOREIGN_TENANT_TABLES.text()).query(SystemRoleGuard::problem).list();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (facts.version() < 150000) {
      problems.add(
          new Problem(
              "The server is older than PostgreSQL 15.", where(), "Use PostgreSQL 15 or newer."));
    }
    boolean sameLogin = worker.filter(w -> w.user().equals(facts.login())).isPresent();
    if (sameLogin) {
      problems.add(
          new Problem(
              "The worker's login is the owner's, and a worker may own nothing.",
              where(),
              "Give DB_USER another login than DB_OWNER_USER; migrate makes it when it is missing."));
    }
    boolean workerReady =
        worker.map(roles::describe).map(MigrationRoles.Login::member).orElse(true);
    if (!facts.makesRoles() && !(facts.hasRoles() && (workerReady || sameLogin))) {
      problems.add(
          new Problem(
              "The owner login has no CREATEROLE, and roles are still missing.",
              where(),
              "As an administrator: alter role " + quoted(facts.login()) + " createrole;"));
    }
    if (!facts.makesSchemas() && !facts.hasSchemas()) {
      problems.add(
          new Problem(
              "The owner login may not create schemas in this database.",
              where(),
              "As the database's owner: grant create on database "
                  + quoted(facts.database())
                  + " to "
                  + quoted(facts.login())
                  + ";"));
    }
    return problems;
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
