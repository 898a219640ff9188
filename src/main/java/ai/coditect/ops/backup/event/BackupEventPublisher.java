package ai.coditect.ops.backup.event;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.outbox.OutboxStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tells what a look at the backups came to, in the transaction that writes it down. */
public final class BackupEventPublisher {
  private final OutboxStore outbox;
  private final JsonMapper json;

  public BackupEventPublisher(OutboxStore outbox, JsonMapper json) {
    this.outbox = outbox;
    this.json = json;
  }

  /** One thing that was looked at. */
  public record Judged(String name, String measured, String expected, boolean fine) {}

  /**
   * Once for each run and level, however often it is called.
   *
   * @param fine whether the backups were verified; otherwise they failed
   * @param verdict the word for it
   */
  public void publish(
      JobRun run,
      String level,
      String instance,
      boolean fine,
      String verdict,
      List<Judged> points) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("run", run.id());
    data.put("level", level);
    data.put("instance", instance);
    data.put("verifiedAt", run.asOf().toString());
    data.put("verdict", verdict);
    data.put("points", points);
    outbox.add(
        "backup." + level + ":" + run.id(),
        fine ? "ai.coditect.backup.verified.v1" : "ai.coditect.backup.failed.v1",
        "",
        run.asOf(),
        run.id(),
        json.writeValueAsString(data));
  }
}
