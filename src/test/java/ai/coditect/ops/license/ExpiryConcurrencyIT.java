package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryConcurrencyIT {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private LocalPostgres.Database database;
  private BiteDriver driver;
  private UUID organization;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @BeforeEach
  void start() {
    database = LocalPostgres.shared().migrated();
    driver = new BiteDriver(database);
    organization = driver.organization("PRO", "UTC");
    driver.now = NOON;
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    driver.close();
  }

  /** Commits while the bite waits for the row, or only after the bite gave up once or more. */
  private void runAgainst(String tenantSql, boolean patient) throws Exception {
    try (Connection tenant = database.asSuperuser().getConnection()) {
      tenant.setAutoCommit(false);
      tenant.createStatement().execute(tenantSql);
      Future<?> run = threads.submit(() -> driver.run(NOON));
      Await.until(
          "the bite to wait for the tenant",
          () -> run.isDone() || (patient ? driver.retries > 0 : waiting() > 0));
      assertThat(run.isDone()).as("the tenant's transaction is in the way").isFalse();
      tenant.commit();
      run.get(3, TimeUnit.MINUTES);
    }
  }

  private long waiting() {
    return driver.count(
        "pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_renewal_that_commits_while_a_bite_runs_wins(boolean patient) throws Exception {
    UUID renewed = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    UUID ended = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");

    runAgainst(
        "update coditect_shared.licenses set expires_at = '2027-11-22' where id = '"
            + renewed
            + "'",
        patient);

    assertThat(List.of(driver.status(renewed), driver.status(ended)))
        .containsExactly("ACTIVE", "GRACE");
    assertThat(driver.events(renewed)).isEmpty();
    assertThat(driver.events(ended)).containsExactly("grace-started 2026-11-22T11:00:00.000000");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_suspension_that_commits_while_a_bite_runs_wins(boolean patient) throws Exception {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");

    runAgainst("update coditect_shared.licenses set status = 'SUSPENDED'", patient);

    assertThat(driver.status(license)).isEqualTo("SUSPENDED");
    assertThat(driver.events(license)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_tenant_who_changes_something_else_does_not_hide_the_end(boolean patient) throws Exception {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");

    runAgainst("update coditect_shared.licenses set activation_count = 1", patient);

    assertThat(driver.status(license)).isEqualTo("GRACE");
    assertThat(driver.audit(license)).containsExactly("ACTIVE>GRACE");
  }

  /** Another worker's notice comes between a bite's look and its write. */
  @Test
  void a_status_that_moves_is_told_whatever_was_told_meanwhile() throws Exception {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    driver.run(Instant.parse("2026-11-16T00:00:00Z"));

    runAgainst("update coditect_ops.license_progress set told = told + 1", false);

    assertThat(driver.status(license)).isEqualTo("GRACE");
    assertThat(driver.events(license))
        .containsExactly(
            "expiring 2026-11-15T11:00:00.000000 7", "grace-started 2026-11-22T11:00:00.000000");
  }

  @Test
  void two_runs_side_by_side_send_no_event_twice() throws Exception {
    for (int n = 0; n < 300; n++) {
      driver.license(organization, "ACTIVE", "2026-11-0" + (1 + n % 9) + "T00:00:00Z");
      driver.license(
          organization,
          n % 2 == 0 ? "ACTIVE" : "EXPIRED",
          "2026-11-2" + (3 + n % 7) + "T00:00:00Z");
      // Told without a change of the row: nothing but the count keeps the second away.
      driver.license(organization, "GRACE", "2026-11-1" + n % 10 + "T00:00:00Z");
    }
    Changes forecast = driver.forecast(NOON, BiteDriver.SETTINGS, Map.of()).totals();
    List<Callable<Changes>> runs = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      runs.add(() -> driver.run(NOON, BiteDriver.SETTINGS, Map.of(), 20, 2));
    }
    Changes changed = Changes.NONE;
    for (Future<Changes> run : threads.invokeAll(runs)) {
      changed = changed.plus(run.get());
    }

    assertThat(changed).isEqualTo(forecast);
    assertThat(driver.count("(select distinct event_id from coditect_ops.outbox) e"))
        .isEqualTo(driver.count("coditect_ops.outbox"))
        .isEqualTo(
            driver
                .superuser
                .sql("select sum(told) from coditect_ops.license_progress")
                .query(Long.class)
                .single());
    assertThat(driver.run(NOON).byKind()).isEmpty();
  }

  @Test
  void a_trigger_that_holds_updates_back_is_an_error_and_not_an_endless_loop() {
    driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    database.execute(
        "create function coditect_shared.hold() returns trigger language plpgsql as 'begin return"
            + " null; end'",
        "create trigger hold before update on coditect_shared.licenses for each row execute"
            + " function coditect_shared.hold()");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> driver.run(NOON))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trigger on coditect_shared.licenses");
  }
}
