package ai.coditect.ops.check;

import ai.coditect.ops.local.monitoring.LocalMonitoring;
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A Cloud Monitoring that refuses, and what it shows of an instance. */
record MonitoringItemFaults(LocalMonitoring monitoring, String project, String instance) {
  private static final String CPU = "cpu/utilization";
  private static final String MEMORY = "memory/utilization";

  List<PlantedFault> all() {
    return List.of(
        new PlantedFault(
            "Cloud Monitoring can be written",
            () -> monitoring.faults().refuseAll(Status.PERMISSION_DENIED),
            () -> monitoring.faults().none()),
        new PlantedFault(
            "the processor of the instance has room when it is idle",
            () -> show(CPU, 0.31),
            this::showRoom),
        new PlantedFault(
            "the memory of the instance has room", () -> show(MEMORY, 0.61), this::showRoom));
  }

  void showRoom() {
    show(CPU, 0.05);
    show(MEMORY, 0.4);
  }

  private void show(String metric, double share) {
    monitoring.showInstance(
        project, instance, metric, Map.of(Instant.now().minusSeconds(180), share));
  }
}
