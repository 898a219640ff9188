package ai.coditect.ops.license;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.support.SqlArrayValue;

/** The version before V054, with the statement that it shipped: a row for each stage. */
final class EarlierExpiry {
  private static final String ADVANCE = read("/license/advance_licenses_before_V054.sql");
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");

  private final BiteDriver driver;

  EarlierExpiry(BiteDriver driver) {
    this.driver = driver;
  }

  void run(Instant asOf) {
    run(asOf, null);
  }

  /** One run for these licenses, or (null) for all. */
  void run(Instant asOf, Collection<UUID> licenses) {
    UUID run = UUID.randomUUID();
    driver.transaction.executeWithoutResult(
        status -> {
          driver
              .worker
              .sql("select set_config('ops.run_id', :run, true)")
              .param("run", run.toString())
              .query(String.class)
              .single();
          while (step(asOf, licenses, run)) {
            // A chain, as after an outage, repeats the statement.
          }
        });
  }

  private boolean step(Instant asOf, Collection<UUID> licenses, UUID run) {
    LicenseExpirySettings settings = BiteDriver.SETTINGS;
    return driver
        .worker
        .sql(ADVANCE)
        .param("as_of", LicenseStore.time(asOf))
        .param("horizon", LicenseStore.time(settings.horizon(asOf)))
        .param("plans", new SqlArrayValue("text", PLANS.toArray()))
        .param(
            "grace_days",
            new SqlArrayValue(
                "int4", PLANS.stream().map(plan -> settings.grace().get(plan).getDays()).toArray()))
        .param(
            "notice_days",
            new SqlArrayValue(
                "int4", settings.warnBefore().stream().map(each -> each.getDays()).toArray()))
        .param("ids", LicenseStore.ids(licenses))
        .param("from_place", LicenseStore.untyped(null))
        .param("to_place", LicenseStore.untyped(null))
        .param("run_id", run)
        .query((row, n) -> row.getBoolean("unfinished"))
        .single();
  }

  static String read(String resource) {
    try (InputStream file = EarlierExpiry.class.getResourceAsStream(resource)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
