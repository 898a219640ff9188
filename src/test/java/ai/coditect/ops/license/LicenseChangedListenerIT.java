package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.EventIntake.InboundEvent;
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

  private static InboundEvent event(String id, UUID organization, UUID license) {
    return new InboundEvent(
        "//test",
        id,
        "{\"organizationId\": \"" + organization + "\", \"licenseId\": \"" + license + "\"}");
  }
}
