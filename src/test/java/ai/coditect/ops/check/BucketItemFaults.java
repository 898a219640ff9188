package ai.coditect.ops.check;

import ai.coditect.ops.local.LocalStorage;
import java.util.List;
import java.util.Map;

/** Buckets that refuse, or keep what they should let go of, and the reverse. */
record BucketItemFaults(LocalStorage storage) {
  List<PlantedFault> all() {
    return List.of(
        new PlantedFault(
            "packages can be written",
            () -> storage.faults().failNext(1, 403, "forbidden"),
            () -> storage.faults().heal()),
        new PlantedFault(
            "the bucket of packages lets go of what is deleted",
            () ->
                storage
                    .buckets()
                    .rule(
                        "packages",
                        Map.of(
                            "versioning",
                            Map.of("enabled", true),
                            "softDeletePolicy",
                            Map.of("retentionDurationSeconds", "604800"))),
            () -> storage.buckets().rule("packages", Map.of())),
        new PlantedFault(
            "the bucket of the ledger keeps what is written",
            () -> storage.buckets().rule("ledger", Map.of()),
            this::keepForTenYears));
  }

  /** The rule that a deployment has. */
  void keepForTenYears() {
    storage
        .buckets()
        .rule(
            "ledger",
            Map.of(
                "retentionPolicy",
                Map.of(
                    "retentionPeriod", "315360000",
                    "effectiveTime", "2026-01-01T00:00:00Z",
                    "isLocked", true)));
  }
}
