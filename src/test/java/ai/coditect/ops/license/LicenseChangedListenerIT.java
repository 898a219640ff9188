package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LicenseChangedListenerIT {

  @Test
  void notes_each_event_once_and_rejects_a_license_of_another_organization() {
    try (BiteDriver driver = new BiteDriver(LocalPostgres.shared().migrated())) {
      UUID ours = driver.organization("PRO", "UTC");
      UUID theirs = driver.organization("PRO", "UTC");
      UUID license = driver.license(ours, "ACTIVE", "perpetual");
      var listener = new LicenseChangedListener(driver.changes, JsonMapper.shared());
      List<InboundEvent> events =
          List.of(
              event("good", ours, license),
              event("good", ours, license),
              event("stranger", theirs, license),
              event("unknown", ours, UUID.randomUUID()),
              new InboundEvent("//test", "broken", "{\"organizationId\": 7}"));

      assertThat(NamedRejection.of(listener, events))
          .containsExactlyInAnyOrder(
              new NamedRejection("broken", "organizationId and licenseId must both be UUIDs"),
              new NamedRejection("stranger", "the organization has no such license"),
              new NamedRejection("unknown", "the organization has no such license"));
      assertThat(listener.record(events)).hasSize(3);

      assertThat(
              driver
                  .superuser
                  .sql("select event_id || ' ' || license_id from coditect_ops.license_changes")
                  .query(String.class)
                  .list())
          .containsExactly("event://test#good " + license + " " + license);
    }
  }

  @Test
  void events_that_share_an_id_are_judged_each_by_what_they_say() {
    try (BiteDriver driver = new BiteDriver(LocalPostgres.shared().migrated())) {
      UUID ours = driver.organization("PRO", "UTC");
      UUID theirs = driver.organization("PRO", "UTC");
      UUID one = driver.license(ours, "ACTIVE", "perpetual");
      UUID other = driver.license(ours, "ACTIVE", "perpetual");
      var listener = new LicenseChangedListener(driver.changes, JsonMapper.shared());
      InboundEvent good = event("//a", "order-1", ours, one);
      InboundEvent stranger = event("//b", "order-1", theirs, one);
      List<InboundEvent> batch =
          List.of(
              stranger,
              good,
              new InboundEvent("//c", "order-1", "{\"organizationId\": 7}"),
              event("//d", "order-1", ours, other),
              good,
              stranger);

      for (int time = 0; time < 2; time++) {
        assertThat(listener.record(batch))
            .containsExactlyInAnyOrder(
                new Rejection(0, "the organization has no such license"),
                new Rejection(2, "organizationId and licenseId must both be UUIDs"),
                new Rejection(5, "the organization has no such license"));
        assertThat(
                driver
                    .superuser
                    .sql("select event_id || ' ' || license_id from coditect_ops.license_changes")
                    .query(String.class)
                    .list())
            .containsExactlyInAnyOrder(
                "event://a#order-1 " + one + " " + one, "event://d#order-1 " + other + " " + other);
      }
    }
  }

  private static InboundEvent event(String id, UUID organization, UUID license) {
    return event("//test", id, organization, license);
  }

  private static InboundEvent event(String source, String id, UUID organization, UUID license) {
    return new InboundEvent(
        source,
        id,
        "{\"organizationId\": \"" + organization + "\", \"licenseId\": \"" + license + "\"}");
  }
}
