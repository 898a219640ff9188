package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestRefusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that takes a while. An operation is PENDING, then RUNNING, then DONE. */
public final class Operations {
  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  private final Map<String, Operation> all = new ConcurrentHashMap<>();
  private final List<String> order = new ArrayList<>();
  private final Clock clock;
  private final AdminFaults faults;
  private final ExecutorService threads;

  Operations(Clock clock, AdminFaults faults, ExecutorService threads) {
    this.clock = clock;
    this.faults = faults;
    this.threads = threads;
  }

  /** What an operation does. Throws what the service would put into a DONE operation. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** One of them. */
  static final class Operation {
    final String project;
    final String type;
    final String instance;
    private final Map<String, Object> document = new LinkedHashMap<>();

    Operation(String project, String type, String instance) {
      this.project = project;
      this.type = type;
      this.instance = instance;
    }

    synchronized void put(String field, Object value) {
      document.put(field, value);
    }

    synchronized Map<String, Object> json() {
      return new LinkedHashMap<>(document);
    }

    synchronized boolean isDone() {
      return "DONE".equals(document.get("status"));
    }
  }

  /**
   * Whether an operation is under way that keeps others from this instance. A clone is one of the
   * instance that it makes: as a recording shows, its source takes an update meanwhile.
   */
  boolean areUnderWay(String project, String instance) {
    return all.values().stream()
        .anyMatch(
            each ->
                each.project.equals(project) && each.instance.equals(instance) && !each.isDone());
  }

  /** Whether one of this type has begun and not ended. */
  public boolean isGoingOn(String type) {
    return all.values().stream().anyMatch(each -> each.type.equals(type) && !each.isDone());
  }

  /** Begins one that ends by itself; the answer is what the caller is told at once. */
  Map<String, Object> begin(
      String project, String type, String instance, String user, Work work, Runnable onFailure) {
    Operation operation = create(project, type, instance, user);
    Map<String, Object> told = operation.json();
    threads.execute(() -> carryOut(operation, work, onFailure));
    return told;
  }

  /** One that is DONE in the first answer, as those of users are. */
  Map<String, Object> atOnce(String project, String type, String instance, String user) {
    Operation operation = create(project, type, instance, user);
    operation.put("startTime", now());
    operation.put("endTime", now());
    operation.put("status", "DONE");
    return operation.json();
  }

  private synchronized Operation create(String project, String type, String instance, String user) {
    String name = UUID.randomUUID().toString();
    Operation operation = new Operation(project, type, instance);
    String root = "https://sqladmin.googleapis.com/sql/v1beta4/projects/" + project;
    operation.put("kind", "sql#operation");
    operation.put("name", name);
    operation.put("operationType", type);
    operation.put("status", "PENDING");
    operation.put("insertTime", now());
    operation.put("user", user);
    operation.put("selfLink", root + "/operations/" + name);
    operation.put("targetId", instance);
    operation.put("targetLink", root + "/instances/" + instance);
    operation.put("targetProject", project);
    all.put(name, operation);
    order.add(name);
    return operation;
  }

  private void carryOut(Operation operation, Work work, Runnable onFailure) {
    operation.put("startTime", now());
    operation.put("status", "RUNNING");
    String error = null;
    try {
      faults.passThrough(operation.type);
      error = faults.errorOf(operation.type);
      if (error == null) {
        work.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      error = "INTERNAL_ERROR";
    } catch (Exception e) {
      log.warn("{} of {} failed", operation.type, operation.instance, e);
      error = "INTERNAL_ERROR";
    }
    if (error != null) {
      onFailure.run();
      Map<String, Object> one =
          Map.of("kind", "sql#operationError", "code", error, "message", "It failed: " + error);
      operation.put("error", Map.of("kind", "sql#operationErrors", "errors", List.of(one)));
    }
    operation.put("endTime", now());
    operation.put("status", "DONE");
  }

  Map<String, Object> get(String project, String name) {
    Operation found = all.get(name);
    if (found == null || !found.project.equals(project)) {
      throw new RestRefusal(
          404, "operationDoesNotExist", "The Cloud SQL instance operation does not exist.");
    }
    return found.json();
  }

  /** Newest first; of one instance where it is named. */
  synchronized List<Map<String, Object>> list(String project, @Nullable String instance) {
    List<Map<String, Object>> listed = new ArrayList<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Operation each = all.get(order.get(i));
      if (each != null
          && each.project.equals(project)
          && (instance == null || each.instance.equals(instance))) {
        listed.add(each.json());
      }
    }
    return listed;
  }

  private String now() {
    return clock.instant().toString();
  }
}
