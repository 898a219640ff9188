package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.outbox.OutboxStore;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says {@code ops.run.finished}: one event for each run and ending, about no tenant in particular.
 */
final class FinishedRunPublisher implements RunAnnouncement {
  private static final String TYPE = "ai.coditect.ops.run.finished.v1";

  private final OutboxStore outbox;
  private final JsonMapper json;
  private final Clock clock;

  FinishedRunPublisher(OutboxStore outbox, JsonMapper json, Clock clock) {
    this.outbox = outbox;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public void announce(RunResult result) {
    UUID run = result.run().orElseThrow();
    Instant now = clock.instant();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("run", run);
    data.put("job", result.job());
    data.put("key", result.key());
    data.put("asOf", result.asOf().orElseThrow().toString());
    data.put("outcome", result.outcome().label());
    data.put("changed", result.changed().byKind());
    // A run can end several times: interrupted, failed, at last done. Each ending is a fact of its
    // own.
    outbox.add(
        "run.finished:" + run + ":" + now, TYPE, "", now, run, json.writeValueAsString(data));
  }
}
