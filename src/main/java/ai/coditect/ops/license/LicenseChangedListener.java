package ai.coditect.ops.license;

import ai.coditect.ops.job.EventIntake;
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
    for (InboundEvent event : events) {
      try {
        JsonNode data = json.readTree(event.data());
        readable.add(new Change(event.id(), uuid(data, "organizationId"), uuid(data, "licenseId")));
      } catch (JacksonException | IllegalArgumentException unreadable) {
        rejections.add(
            new Rejection(event.id(), "organizationId and licenseId must both be UUIDs"));
      }
    }
    if (!readable.isEmpty()) {
      for (String stranger : changes.note(readable)) {
        rejections.add(new Rejection(stranger, "the organization has no such license"));
      }
    }
    return rejections;
  }

  private static UUID uuid(JsonNode data, String field) {
    return UUID.fromString(data.path(field).asString());
  }
}
