package ai.coditect.ops.database.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.session.LocalPooler.Mode;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.trigger.command.Typed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Sessions that are not what the worker takes them for, and what it says of them. */
class SessionSettingsIT {
  private static final Pattern STATEMENT = Pattern.compile("alter role [^;]+;");
  private static LocalPostgres.Database database;
  @TempDir private static Path ledger;

  @BeforeAll
  static void migrate() {
    database = LocalPostgres.shared().migrated();
  }

  @AfterEach
  void takeBack() {
    database.execute(
        "alter role %s in database \"%s\" reset all"
            .formatted(LocalPostgres.WORKER, database.name()),
        "alter database \"%s\" reset all".formatted(database.name()));
  }

  @Test
  void a_pooler_that_drops_startup_options_is_refused_and_the_cure_cures() throws IOException {
    try (LocalPooler pooler = pooler(Mode.SESSION, false)) {
      Typed refused = Typed.whole(behind(pooler), "run", "license-expiry", "--key", "k");
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
      assertThat(refused.err())
          .contains("Session settings are not those that the worker asks for")
          .contains("statement_timeout is 0 and not 30s")
          .contains("lock_timeout is 0 and not 2s")
          .contains("idle_in_transaction_session_timeout is 0 and not 10s")
          .contains("ignore_startup_parameters = options")
          .doesNotContain("\tat ");
      STATEMENT.matcher(refused.err()).results().forEach(each -> database.execute(each.group()));
      Typed cured = Typed.whole(behind(pooler), "run", "license-expiry", "--key", "k");
      assertThat(cured.exitCode()).as(cured.err()).isZero();
    }
  }

  @Test
  void a_pooler_that_gives_each_transaction_another_session_is_refused() throws IOException {
    try (LocalPooler pooler = pooler(Mode.TRANSACTION, true)) {
      for (String[] command : new String[][] {{"run", "license-expiry"}, {"serve"}}) {
        Typed refused = Typed.whole(behind(pooler), command);
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err() + refused.out())
            .contains("Transaction pooling: ", "pool_mode=session")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void nobody_migrates_through_shared_sessions() throws IOException {
    try (LocalPooler pooler = pooler(Mode.TRANSACTION, true)) {
      Map<String, String> environment = behind(pooler);
      environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
      environment.put("DB_OWNER_PASSWORD", "any");
      Typed refused = Typed.whole(environment, "migrate");
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
      assertThat(refused.err()).contains("Transaction pooling: ");
    }
    try (LocalPooler pooler = pooler(Mode.SESSION, false)) {
      Map<String, String> environment = behind(pooler);
      environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
      environment.put("DB_OWNER_PASSWORD", "any");
      assertThat(Typed.whole(environment, "migrate").exitCode()).isZero();
    }
  }

  @Test
  void a_pooler_that_keeps_sessions_and_their_options_is_as_good_as_the_server()
      throws IOException, SQLException {
    try (LocalPooler pooler = pooler(Mode.SESSION, true);
        Connection session = sessions(pooler.port()).getConnection()) {
      assertThat(setting(session, "lock_timeout")).isEqualTo("2s");
    }
  }

  /** What a role or a database has for its sessions counts less than what a client asks for. */
  @ParameterizedTest
  @CsvSource({
    "statement_timeout, 1ms",
    "lock_timeout, 1h",
    "idle_in_transaction_session_timeout, 0",
    "idle_session_timeout, 1s",
    "default_transaction_isolation, serializable",
    "synchronous_commit, off",
    "row_security, off",
    "standard_conforming_strings, off",
    "array_nulls, off",
    "quote_all_identifiers, on",
    "intervalstyle, sql_standard",
    "plan_cache_mode, force_generic_plan",
    "jit, on"
  })
  void what_a_role_or_a_database_says_does_not_count(String name, String value)
      throws SQLException {
    for (String whose :
        List.of(
            "role %s in database \"%s\"".formatted(LocalPostgres.WORKER, database.name()),
            "database \"%s\"".formatted(database.name()))) {
      database.execute("alter %s set %s = '%s'".formatted(whose, name, value));
      try (Connection session = sessions(database.port()).getConnection()) {
        assertThat(setting(session, name)).isEqualTo(SessionSettings.asked().get(name));
      }
    }
  }

  /** What a driver needs it asks for itself, and is told when it changes. */
  @ParameterizedTest
  @CsvSource({
    "DateStyle, 'German, DMY', 'ISO, DMY'",
    "TimeZone, Asia/Kolkata, America/Los_Angeles",
    "client_encoding, LATIN1, UTF8"
  })
  void nor_for_what_the_driver_asks_for(String name, String value, String asked)
      throws SQLException {
    database.execute("alter database \"%s\" set %s = '%s'".formatted(database.name(), name, value));
    try (Connection session = sessions(database.port()).getConnection()) {
      assertThat(setting(session, name)).isIn(asked, "ISO, MDY", "UTC");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session_replication_role = replica | session_replication_role is replica and not origin",
        "session_replication_role = local | session_replication_role is local and not origin",
        "search_path = coditect_shared, pg_catalog | search_path puts coditect_shared before",
        "search_path = pg_temp, public, pg_catalog | search_path puts public before pg_catalog"
      })
  void what_would_change_what_statements_do_is_refused_and_the_cure_cures(String set, String words)
      throws SQLException {
    database.execute(
        "alter role %s in database \"%s\" set %s"
            .formatted(LocalPostgres.WORKER, database.name(), set),
        "alter database \"%s\" set %s".formatted(database.name(), set));
    List<Problem> problems = refusal(sessions(database.port()));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).what()).startsWith("Session settings").contains(words);
    database.execute(problems.get(0).cure().replaceFirst("^[^:]*: ", ""));
    sessions(database.port()).getConnection().close();
  }

  @Test
  void a_search_path_that_is_looked_up_after_the_servers_own_names_changes_nothing() {
    database.execute(
        "alter database \"%s\" set search_path = coditect_shared, coditect_ops, public"
            .formatted(database.name()));
    for (String job : List.of("license-expiry", "gdpr-purge", "gdpr-export")) {
      Typed run = Typed.whole(environment(), "run", job, "--dry-run");
      assertThat(run.exitCode()).as(job + run.err()).isZero();
    }
  }

  private static List<Problem> refusal(ProvenSessions sessions) {
    RefusalException[] refusal = new RefusalException[1];
    assertThatThrownBy(sessions::getConnection)
        .satisfies(e -> refusal[0] = Causes.first(e, RefusalException.class).orElseThrow());
    return refusal[0].problems();
  }

  private static String setting(Connection session, String name) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  private static ProvenSessions sessions(int port) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {database.host()});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database.name());
    source.setUser(LocalPostgres.WORKER);
    source.setSslMode("disable");
    source.setOptions(SessionSettings.options());
    return new ProvenSessions(source);
  }

  private static LocalPooler pooler(Mode mode, boolean passesOptions) throws IOException {
    return new LocalPooler(database.host(), database.port(), mode, passesOptions);
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("PUBSUB_EMULATOR_HOST", "127.0.0.1:1");
    environment.putAll(InProcessWorker.erasing(ledger));
    return environment;
  }

  private static Map<String, String> behind(LocalPooler pooler) {
    Map<String, String> environment = environment();
    environment.put("DB_HOST", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(pooler.port()));
    return environment;
  }
}
