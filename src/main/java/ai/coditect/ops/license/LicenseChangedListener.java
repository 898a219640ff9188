package ai.coditect.ops.license;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.license.LicenseChangeStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Puts the license that an event names on the list of those to look at again. */
final class LicenseChangedListener implements EventIntake {
  private final LicenseChangeStore changes;
  private final JsonMapper json;

  LicenseChangedListener(LicenseChangeStore changes, JsonMapper json) {
    this.changes = changes;
    this.json = json;
  }

  @Override
  public String type() {
    return "ai.coditect.license.changed.v1";
  }

  @Override
  public String job() {
    return LicenseExpiryJob.NAME;
  }

  @Override
  public Map<String, String> nudgeWith() {
    return Map.of("changed-only", "true");
  }

  @Override
  public List<Rejection> record(List<InboundEvent> events) {
    List<Rejection> rejections = new ArrayList<>();
    List<Change> readable = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < events.size(); place++) {
      try {
        readable.add(change(events.get(place)));
        places.add(place);
      } catch (JacksonException | IllegalArgumentException unreadable) {
        rejections.add(new Rejection(place, "organizationId and licenseId must both be UUIDs"));
      }
    }
    if (!readable.isEmpty()) {
      for (int stranger : changes.note(readable)) {
        rejections.add(new Rejection(places.get(stranger), "the organization has no such license"));
      }
    }
    return rejections;
  }

  private Change change(InboundEvent event) {
    JsonNode data = json.readTree(event.data());
    return new Change(
        RunKey.ofEvent(event.source(), event.id()),
        uuid(data, "organizationId"),
        uuid(data, "licenseId"));
  }

  private static UUID uuid(JsonNode data, String field) {
    return UUID.fromString(data.path(field).asString());
  }
}
