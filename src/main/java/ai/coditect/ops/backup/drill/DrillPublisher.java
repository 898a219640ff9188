package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.outbox.OutboxStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The event that tells how a drill ended, in the transaction that writes it down. */
final class DrillPublisher {
  private final OutboxStore outbox;
  private final JsonMapper json;

  DrillPublisher(OutboxStore outbox, JsonMapper json) {
    this.outbox = outbox;
    this.json = json;
  }

  void publish(JobRun run, Drill drill) {
    boolean fine = drill.verdict().filter(Drill.Verdict.OK::equals).isPresent();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("run", run.id());
    data.put("level", drill.level().label());
    data.put("instance", drill.source());
    data.put("verifiedAt", run.asOf().toString());
    data.put("verdict", drill.verdict().map(Drill.Verdict::label).orElse("failed"));
    data.put("points", points(drill));
    outbox.add(
        "backup." + drill.level().label() + ":" + run.id(),
        fine ? "ai.coditect.backup.verified.v1" : "ai.coditect.backup.failed.v1",
        "",
        run.asOf(),
        run.id(),
        json.writeValueAsString(data));
  }

  private static List<Map<String, Object>> points(Drill drill) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("name", "drill");
    verdict.put("measured", drill.verdict().map(Drill.Verdict::label).orElse("unknown"));
    verdict.put("expected", "ok");
    verdict.put("fine", drill.verdict().filter(Drill.Verdict.OK::equals).isPresent());
    List<Map<String, Object>> points = new ArrayList<>(List.of(verdict));
    for (Examination.Result check : drill.checks()) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("name", check.name());
      point.put("measured", check.measured());
      point.put("expected", check.expected());
      point.put(
          "fine",
          check.verdict() == Examination.Verdict.OK
              || check.verdict() == Examination.Verdict.NOT_APPLICABLE);
      points.add(point);
    }
    return points;
  }
}
