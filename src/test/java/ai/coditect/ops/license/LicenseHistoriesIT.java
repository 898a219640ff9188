package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.license.ExpiryPolicy.Term;
import ai.coditect.ops.license.ModelLicense.Event;
import ai.coditect.ops.license.ModelLicense.Tenant;
import ai.coditect.ops.license.ModelLicense.Told;
import ai.coditect.ops.license.RuleTable.Case;
import ai.coditect.ops.local.LocalPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sets do what the table in {@code src/docs/license-rule.md} says of each license. */
class LicenseHistoriesIT {
  private static final RuleTable TABLE = RuleTable.read();

  @Test
  void every_case_of_the_table() {
    try (BiteDriver driver = new BiteDriver(LocalPostgres.shared().migrated())) {
      HistoryWorld world = new HistoryWorld(driver.superuser);
      Map<String, Tenant> tenants = new TreeMap<>();
      Map<ModelLicense, Case> licenses = new HashMap<>();
      for (Case it : RuleTable.cases()) {
        for (Term term : LicenseRuleTest.terms(it)) {
          Tenant tenant =
              tenants.computeIfAbsent(
                  term.plan(), plan -> new Tenant(UUID.randomUUID(), plan, term.zone()));
          ModelLicense license =
              new ModelLicense(UUID.randomUUID(), tenant, term.status(), term.end());
          license.told =
              Optional.ofNullable(term.progress())
                  .map(
                      told ->
                          new Told(
                              tenant.id,
                              told.end(),
                              Optional.ofNullable(told.stage()),
                              Optional.ofNullable(told.noticeDays()),
                              told.due(),
                              1));
          licenses.put(license, it);
        }
      }
      world.insertTenants(List.copyOf(tenants.values()));
      world.insert(licenses.keySet());
      world.record(licenses.keySet());

      driver.now = LicenseRuleTest.AT.latest();
      driver.run(LicenseRuleTest.NOW, BiteDriver.SETTINGS, Map.of(), 1000, 2);

      Map<UUID, HistoryWorld.Found> found = world.read();
      Map<UUID, List<Event>> events = world.newEvents();
      licenses.forEach(
          (license, it) -> {
            var outcome = license.run(TABLE, BiteDriver.SETTINGS, LicenseRuleTest.AT);
            assertThat(events.getOrDefault(license.id, List.of()))
                .as(it.toString())
                .isEqualTo(outcome.events());
            assertThat(found.get(license.id))
                .as(it.toString())
                .isEqualTo(new HistoryWorld.Found(license.status, license.told));
          });
    }
  }

  @Test
  void five_thousand_histories() {
    assertThat(new RandomHistories(7, 5_000).live())
        .as("rows of the table that a history needed")
        .isEqualTo(TABLE.rows.stream().map(RuleTable.Row::number).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
  @Tag("campaign")
  void a_hundred_thousand_histories(long seed) {
    new RandomHistories(seed, 5_000).live();
  }
}
