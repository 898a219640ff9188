package ai.coditect.ops.backup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DrillDocumentTest {

  @Test
  void what_is_not_known_yet_is_null_and_no_empty_text() {
    Drill drill =
        Drill.begun(
            UUID.randomUUID(),
            UUID.randomUUID(),
            Drill.Level.DRILL,
            Instant.parse("2026-11-01T00:00:00Z"),
            "schedule",
            "prod-1",
            Map.of());
    assertThat(DrillDocument.whole(drill))
        .doesNotContainValue("")
        .containsEntry("endedAt", null)
        .containsEntry("verdict", null)
        .containsEntry("target", null)
        .containsEntry("recoveryPoint", null)
        .containsEntry("recoveryTime", null)
        .containsEntry("backup", null)
        .containsEntry("marker", null)
        .containsEntry("control", null);
  }
}
