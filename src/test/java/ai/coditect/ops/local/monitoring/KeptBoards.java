package ai.coditect.ops.local.monitoring;

import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.Service;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Alert policies, dashboards and objectives that the service keeps, by name. */
final class KeptBoards {
  private final Map<String, AlertPolicy> policies = new TreeMap<>();
  private final Map<String, Dashboard> dashboards = new TreeMap<>();
  private final Map<String, Service> services = new TreeMap<>();
  private final Map<String, ServiceLevelObjective> objectives = new TreeMap<>();
  private final KeptMetrics metrics;
  private long next = 1_000;

  KeptBoards(KeptMetrics metrics) {
    this.metrics = metrics;
  }

  KeptMetrics metrics() {
    return metrics;
  }

  Map<String, AlertPolicy> policies() {
    return policies;
  }

  Map<String, Dashboard> dashboards() {
    return dashboards;
  }

  Map<String, Service> services() {
    return services;
  }

  Map<String, ServiceLevelObjective> objectives() {
    return objectives;
  }

  /** The service chooses ids by itself. */
  long nextId() {
    return next++;
  }

  static <T> T found(Map<String, T> kept, String name) {
    T found = kept.get(name);
    if (found == null) {
      throw Status.NOT_FOUND.withDescription("Could not find " + name + ".").asRuntimeException();
    }
    return found;
  }

  /** Refused with the first thing that is wrong. */
  static void refuse(List<String> wrong) {
    if (!wrong.isEmpty()) {
      throw KeptMetrics.invalid(wrong.get(0));
    }
  }

  /** One call at a time, as one would see them in a log. */
  <T extends Message> void answer(StreamObserver<T> caller, Supplier<T> value) {
    T found;
    try {
      synchronized (this) {
        found = value.get();
      }
    } catch (StatusRuntimeException e) {
      caller.onError(e);
      return;
    } catch (RuntimeException e) {
      caller.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
      return;
    }
    caller.onNext(found);
    caller.onCompleted();
  }

  synchronized List<AlertPolicy> allPolicies() {
    return List.copyOf(policies.values());
  }

  synchronized List<Dashboard> allDashboards() {
    return List.copyOf(dashboards.values());
  }

  synchronized List<Service> allServices() {
    return List.copyOf(services.values());
  }

  synchronized List<ServiceLevelObjective> allObjectives() {
    return List.copyOf(objectives.values());
  }
}
