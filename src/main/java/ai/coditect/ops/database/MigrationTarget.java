package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database under migration: what the owner login may do there, its roles and its logins. */
final class MigrationTarget {
  private static final Sql DESCRIBE_TARGET = Sql.file("database/describe_migration_target");
  private static final Sql DESCRIBE_LOGIN = Sql.file("database/describe_login");
  private static final Sql COMPOSE_LOGIN = Sql.file("database/compose_login");
  private static final Sql COMPOSE_MEMBERSHIP = Sql.file("database/compose_membership");
  private static final Sql COMPOSE_HISTORY_GRANTS = Sql.file("database/compose_history_grants");
  private static final Sql FIND_FOREIGN_TENANT_TABLES =
      Sql.file("database/find_foreign_tenant_tables");
  private static final Sql NAME_ROLES = Sql.file("database/name_roles_and_schemas");

  private static final String CREATE_ROLES = text("sql/roles/create_roles_and_schemas.sql");

  /** Somebody else made the same role or grant at this moment; look again. */
  private static final Set<String> LOST_A_RACE =
      Set.of("42710", "42P06", "23505", "XX000", "40P01", "40001");

  private static final int TRIES = 20;

  private final DataSource owner;
  private final JdbcClient jdbc;
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

  private record Login(boolean present, boolean member) {}

  private MigrationTarget(
      DataSource owner, JdbcClient jdbc, Optional<WorkerLogin> worker, Facts facts) {
    this.owner = owner;
    this.jdbc = jdbc;
    this.worker = worker;
    this.facts = facts;
  }

  /**
   * @throws ProblemsException when something is missing that the migration would stumble over
   */
  static MigrationTarget examine(DataSource owner, Optional<WorkerLogin> worker) {
    JdbcClient jdbc = JdbcClient.create(owner);
    Facts facts;
    try {
      facts = jdbc.sql(DESCRIBE_TARGET.text()).query(Facts.class).single();
    } catch (DataAccessException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The database cannot be reached or read as its owner: "
                      + e.getMostSpecificCause().getMessage(),
                  "database connection",
                  "Check DB_HOST, DB_PORT, DB_NAME, DB_SSLMODE, DB_OWNER_USER and DB_OWNER_PASSWORD, and that the server accepts connections from here.")));
    }
    MigrationTarget target = new MigrationTarget(owner, jdbc, worker, facts);
    List<Problem> problems = target.problems();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return target;
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

  List<String> prepareRoles() {
    return repeatedly(
        () -> {
          Set<String> before = Set.copyOf(rolesAndSchemas());
          new JdbcTemplate(owner).execute(CREATE_ROLES);
          return rolesAndSchemas().stream()
              .filter(name -> !before.contains(name))
              .map(name -> "created " + name)
              .toList();
        });
  }

  /**
   * @throws ProblemsException when tables of the tenants belong to a role that is not ours
   */
  void requireOwnership() {
    List<Problem> problems =
        jdbc.sql(FIND_FOREIGN_TENANT_TABLES.text()).query(Problems::row).list();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  List<String> grantHistories() {
    return repeatedly(
        () -> {
          List<String> statements =
              jdbc.sql(COMPOSE_HISTORY_GRANTS.text()).query(String.class).list();
          if (!statements.isEmpty()) {
            inOneTransaction(statements, Optional.empty(), "coditect_owner");
          }
          return statements;
        });
  }

  /** Makes the worker's login where it is missing; an existing one keeps its password. */
  List<String> prepareWorker() {
    return worker.map(login -> repeatedly(() -> prepare(login))).orElse(List.of());
  }

  private List<String> prepare(WorkerLogin login) {
    Login found = describe(login);
    List<String> statements = new ArrayList<>();
    List<String> done = new ArrayList<>();
    if (!found.present()) {
      statements.add(compose(COMPOSE_LOGIN, login));
      done.add(
          "created login "
              + login.user()
              + (login.password().isEmpty() ? " without a password" : ""));
    }
    if (!found.member()) {
      statements.add(compose(COMPOSE_MEMBERSHIP, login));
      done.add("granted coditect_system to " + login.user());
    }
    if (!statements.isEmpty()) {
      boolean withPassword = !found.present() && !login.password().isEmpty();
      inOneTransaction(
          statements, withPassword ? Optional.of(login) : Optional.empty(), facts.login());
    }
    return done;
  }

  private void inOneTransaction(
      List<String> statements, Optional<WorkerLogin> password, String role) {
    try (var connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("set local role " + statement.enquoteIdentifier(role, true));
        for (String sql : statements) {
          statement.execute(sql);
        }
        if (password.isPresent()) {
          // The driver hashes it here, so that it never shows in a server's log.
          connection
              .unwrap(PGConnection.class)
              .alterUserPassword(
                  password.get().user(), password.get().password().toCharArray(), null);
        }
        connection.commit();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("prepare logins", null, e);
    }
  }

  private <T> T repeatedly(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (DataAccessException e) {
        if (e.getMostSpecificCause() instanceof SQLException cause
            && LOST_A_RACE.contains(cause.getSQLState())
            && attempt < TRIES) {
          continue;
        }
        throw new ProblemsException(
            List.of(
                new Problem(
                    "Roles and logins could not be prepared: "
                        + e.getMostSpecificCause().getMessage(),
                    where(),
                    "Give the owner login CREATEROLE and CREATE on the database, then run migrate again.")));
      }
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
    boolean workerReady = worker.map(this::describe).map(Login::member).orElse(true);
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

  private List<String> rolesAndSchemas() {
    return jdbc.sql(NAME_ROLES.text()).query(String.class).list();
  }

  private Login describe(WorkerLogin login) {
    return jdbc.sql(DESCRIBE_LOGIN.text()).param("login", login.user()).query(Login.class).single();
  }

  private String compose(Sql sql, WorkerLogin login) {
    return jdbc.sql(sql.text()).param("login", login.user()).query(String.class).single();
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String text(String resource) {
    try {
      return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
