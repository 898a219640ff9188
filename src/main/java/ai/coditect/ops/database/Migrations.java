package ai.coditect.ops.database;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.database.failure.ServerError;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings a database up to date: roles and schemas, the tenants' tables unless their backend owns
 * them, the worker's own tables, and the worker's login. Safe to repeat and to run side by side.
 */
public final class Migrations {

  /** Whether the reference DDL of the tenants' tables is applied. */
  public enum TenantTables {
    APPLY,
    SKIP,
    /** Apply, unless the tables are there and were not made by us. */
    AUTO
  }

  /** A shipped migration that this database does not have as it should. */
  public record Unapplied(String history, String migration, String state) {}

  private enum History {
    TENANT,
    OPS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    Flyway over(DataSource source, String initSql) {
      return Flyway.configure()
          .dataSource(source)
          .initSql(initSql)
          .locations("classpath:sql/migrations/" + label())
          .sqlMigrationPrefix("V")
          .table("flyway_" + label() + "_history")
          .defaultSchema("coditect_ops")
          .createSchemas(false)
          // Both histories live in one schema, so the second always finds the schema in use.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .cleanDisabled(true)
          .load();
    }
  }

  private static final Sql FIND_TENANT_HISTORY = Sql.file("database/find_tenant_history");

  private static final Sql WAIT_FOR_OTHERS = Sql.file("database/wait_for_other_migrations");

  private static final Pattern SCRIPT =
      Pattern.compile("Failed to execute script (V[0-9]+__\\w+\\.sql)");

  private Migrations() {}

  /**
   * @param owner connects as the owner login: NOSUPERUSER CREATEROLE is enough
   * @param worker the worker's login, made a member of the system role; empty to leave logins alone
   * @throws ProblemsException with everything that keeps the migration from being done
   */
  public static MigrationReport apply(
      DataSource owner, Optional<WorkerLogin> worker, TenantTables tenantTables) {
    MigrationTarget target = MigrationTarget.examine(owner, worker);
    try (Connection alone = owner.getConnection();
        Statement statement = alone.createStatement()) {
      statement.execute(WAIT_FOR_OTHERS.text());
      return apply(target, owner, worker, tenantTables);
    } catch (SQLException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The connection for the migrations failed: " + FailureWords.of(e) + ".",
                  target.where(),
                  "Run migrate again.")));
    }
  }

  private static MigrationReport apply(
      MigrationTarget target,
      DataSource owner,
      Optional<WorkerLogin> worker,
      TenantTables tenantTables) {
    List<String> granted = new ArrayList<>(target.roles().prepare());
    target.requireOwnership();
    Optional<String> skipped = target.reasonToSkip(tenantTables);
    List<String> tenant =
        skipped.isPresent() ? List.of() : migrate(History.TENANT, owner, target.where());
    List<String> ops = migrate(History.OPS, owner, target.where());
    granted.addAll(target.roles().grantHistories());
    if (!areBehind(owner)) {
      // What a later version has written down stays: this one has fewer of both to name.
      target.roles().record(Privileges.load(), DeclaredColumns.load());
    }
    worker.ifPresent(login -> granted.addAll(target.roles().prepare(login)));
    return new MigrationReport(target.database(), tenant, skipped, ops, granted);
  }

  /** Shipped migrations that are pending, failed or changed; only reads. */
  public static List<Unapplied> unapplied(DataSource source) {
    boolean tenantToo =
        JdbcClient.create(source).sql(FIND_TENANT_HISTORY.text()).query(Boolean.class).single();
    List<Unapplied> found = new ArrayList<>();
    for (History history : tenantToo ? History.values() : new History[] {History.OPS}) {
      for (MigrationInfo info : history.over(source, "").info().all()) {
        if (info.getState() == MigrationState.BASELINE || info.getVersion() == null) {
          continue;
        }
        if (!info.getState().isApplied() || info.getState().isFailed()) {
          found.add(new Unapplied(history.label(), named(info), info.getState().getDisplayName()));
        } else if (!info.isChecksumMatching()) {
          found.add(new Unapplied(history.label(), named(info), "Changed"));
        }
      }
    }
    return found;
  }

  /**
   * Whether the worker's schema was migrated by a later version than this one; only reads. Not for
   * certain, and so not, where the login may not read what was applied.
   */
  public static boolean areBehind(DataSource source) {
    try {
      return Stream.of(History.OPS.over(source, "").info().all())
          .anyMatch(info -> info.getState() == MigrationState.FUTURE_SUCCESS);
    } catch (FlywayException e) {
      if (isForbidden(e)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isForbidden(Throwable failure) {
    for (Throwable each : Causes.of(failure)) {
      if (each instanceof SQLException sql && "42501".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> migrate(History history, DataSource owner, String where) {
    try {
      var result = history.over(owner, "set role coditect_owner").migrate();
      return result.migrations.stream()
          .map(applied -> applied.version + " " + applied.description)
          .toList();
    } catch (FlywayValidateException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "A migration that was applied here is not the one this release ships: "
                      + firstLines(e.getMessage())
                      + ".",
                  where,
                  "Run the release that applied it, or bring the shipped file back; put changes in a new migration.")));
    } catch (FlywayException | DataAccessException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The " + history.label() + " migrations failed: " + words(e) + ".",
                  where,
                  "Nothing of the failed migration was kept. Correct the cause, then run migrate again.")));
    }
  }

  private static String named(MigrationInfo info) {
    return "V" + info.getVersion() + " " + info.getDescription();
  }

  /** Where a migration failed and, if the server said so, why; its own words may quote a row. */
  private static String words(RuntimeException failure) {
    Optional<String> answer = FailureWords.serverError(failure).map(ServerError::words);
    if (answer.isEmpty()) {
      return failure instanceof FlywayException
          ? firstLines(failure.getMessage())
          : FailureWords.of(failure);
    }
    Matcher place = SCRIPT.matcher(String.valueOf(failure.getMessage()));
    return (place.find() ? place.group(1) + ": " : "")
        + answer.get()
        + ofNames(failure).map(words -> ": " + words).orElse("");
  }

  private static Optional<String> ofNames(Throwable failure) {
    return Causes.first(failure, PSQLException.class).flatMap(ServerError::ofNames);
  }

  /** Flyway's messages are pages long and end in advice that does not fit here. */
  private static String firstLines(String message) {
    return String.join(
        " ",
        Arrays.stream(message.split("\n"))
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.matches("-+"))
            .limit(5)
            .toList());
  }
}
