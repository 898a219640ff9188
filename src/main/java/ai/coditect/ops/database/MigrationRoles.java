package ai.coditect.ops.database;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes roles, schemas, grants and the worker's login where they are missing. Roles belong to the
 * server, so others may be at the same ones; whoever comes second looks again.
 */
final class MigrationRoles {
  private static final Sql DESCRIBE_LOGIN = Sql.file("database/describe_login");
  private static final Sql COMPOSE_LOGIN = Sql.file("database/compose_login");
  private static final Sql COMPOSE_MEMBERSHIP = Sql.file("database/compose_membership");
  private static final Sql COMPOSE_HISTORY_GRANTS = Sql.file("database/compose_history_grants");
  private static final String RECORD_PRIVILEGES = text("sql/roles/record_declared_privileges.sql");
  private static final String RECORD_COLUMNS = text("sql/roles/record_declared_columns.sql");
  private static final Sql NAME_ROLES = Sql.file("database/name_roles_and_schemas");
  private static final String CREATE_ROLES = text("sql/roles/create_roles_and_schemas.sql");

  /** Somebody else made the same role or grant at this moment; look again. */
  private static final Set<String> LOST_A_RACE =
      Set.of("42710", "42P06", "23505", "XX000", "40P01", "40001");

  private static final int TRIES = 20;

  private final DataSource owner;
  private final JdbcClient jdbc;
  private final String where;

  record Login(boolean present, boolean member) {}

  MigrationRoles(DataSource owner, String where) {
    this.owner = owner;
    this.jdbc = JdbcClient.create(owner);
    this.where = where;
  }

  /** What was made of roles, schemas and the owner's membership. */
  List<String> prepare() {
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

  /** Writes down what this version declares, for versions before it that work on meanwhile. */
  void record(Privileges privileges, DeclaredColumns columns) {
    Map<String, Object> documents =
        Map.of(RECORD_PRIVILEGES, privileges.lines(), RECORD_COLUMNS, columns.lines());
    repeatedly(
        () -> {
          try (var connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try (var role = connection.createStatement()) {
              role.execute("set local role coditect_owner");
              for (var each : documents.entrySet()) {
                try (var record = connection.prepareStatement(each.getKey())) {
                  record.setString(1, JsonMapper.shared().writeValueAsString(each.getValue()));
                  record.executeUpdate();
                }
              }
              connection.commit();
            } finally {
              connection.rollback();
              connection.setAutoCommit(true);
            }
            return documents;
          } catch (SQLException e) {
            throw new UncategorizedSQLException("record what is declared", null, e);
          }
        });
  }

  /** Makes the worker's login where it is missing; an existing one keeps its password. */
  List<String> prepare(WorkerLogin login) {
    return repeatedly(() -> makeMember(login));
  }

  private List<String> makeMember(WorkerLogin login) {
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
      inOneTransaction(statements, withPassword ? Optional.of(login) : Optional.empty(), "none");
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
                    "Roles and logins could not be prepared: " + FailureWords.of(e) + ".",
                    where,
                    "Give the owner login CREATEROLE and CREATE on the database, then run migrate again.")));
      }
    }
  }

  private List<String> rolesAndSchemas() {
    return jdbc.sql(NAME_ROLES.text()).query(String.class).list();
  }

  Login describe(WorkerLogin login) {
    return jdbc.sql(DESCRIBE_LOGIN.text()).param("login", login.user()).query(Login.class).single();
  }

  private String compose(Sql sql, WorkerLogin login) {
    return jdbc.sql(sql.text()).param("login", login.user()).query(String.class).single();
  }

  private static String text(String resource) {
    try {
      return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
