package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.RestRefusal;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The backups of instances: taken, listed, deleted and restored. */
final class BackupRuns {
  private final Instances instances;
  private final Operations operations;
  private final ServersBehind servers;
  private final Clock clock;
  private final AtomicLong ids = new AtomicLong(1_700_000_000_000L);

  BackupRuns(Instances instances, Operations operations, ServersBehind servers, Clock clock) {
    this.instances = instances;
    this.operations = operations;
    this.servers = servers;
    this.clock = clock;
  }

  /** A backup of the past, with nothing in it that could be restored. */
  String put(String project, String name, Instant endTime, Map<String, Object> fields) {
    synchronized (instances) {
      String id = Long.toString(ids.incrementAndGet());
      Map<String, Object> run = run(name, id, "AUTOMATED", endTime.minusSeconds(90));
      run.put("endTime", endTime.toString());
      run.put("status", "SUCCESSFUL");
      run.putAll(fields);
      instances.find(project, name).backups.add(0, run);
      return id;
    }
  }

  List<Map<String, Object>> list(String project, String name) {
    synchronized (instances) {
      return instances.find(project, name).backups.stream().map(KeptInstance::copy).toList();
    }
  }

  Map<String, Object> get(String project, String name, String id) {
    synchronized (instances) {
      return instances.find(project, name).backups.stream()
          .filter(each -> id.equals(each.get("id")))
          .findFirst()
          .map(KeptInstance::copy)
          .orElseThrow(
              () ->
                  new RestRefusal(
                      404, "backupRunDoesNotExist", "The Cloud SQL backup run does not exist."));
    }
  }

  /** What the service does by itself every night. */
  void takeNightly(String project, String name) {
    Map<String, Object> begun = begin(project, name, "AUTOMATED", "system");
    String operation = String.valueOf(begun.get("name"));
    Await.until(
        "the nightly backup",
        () -> "DONE".equals(operations.get(project, operation).get("status")));
  }

  Map<String, Object> insert(String project, String name, String user) {
    return begin(project, name, "ON_DEMAND", user);
  }

  private Map<String, Object> begin(String project, String name, String type, String user) {
    synchronized (instances) {
      KeptInstance kept = instances.find(project, name);
      instances.demandQuiet(project, name);
      String id = Long.toString(ids.incrementAndGet());
      Map<String, Object> run = run(name, id, type, clock.instant());
      run.put("status", "RUNNING");
      kept.backups.add(0, run);
      return operations.begin(
          project,
          "BACKUP_VOLUME",
          name,
          user,
          () -> take(project + "/" + name, id, run),
          () -> {
            synchronized (instances) {
              run.put("status", "FAILED");
              run.put("error", Map.of("code", "INTERNAL_ERROR", "message", "It failed."));
            }
          });
    }
  }

  private void take(String instance, String id, Map<String, Object> run) throws Exception {
    servers.backUp(instance, id);
    synchronized (instances) {
      run.put("endTime", clock.instant().toString());
      run.put("status", "SUCCESSFUL");
    }
  }

  Map<String, Object> delete(String project, String name, String id, String user) {
    synchronized (instances) {
      get(project, name, id);
      KeptInstance kept = instances.find(project, name);
      return operations.begin(
          project,
          "DELETE_BACKUP",
          name,
          user,
          () -> {
            synchronized (instances) {
              kept.backups.removeIf(each -> id.equals(each.get("id")));
            }
          },
          () -> {});
    }
  }

  /**
   * Puts a backup over an instance, whichever it is: the service does not ask whether it is the
   * source, or protected against deletion.
   */
  Map<String, Object> restore(String project, String target, String user, Asked asked) {
    synchronized (instances) {
      KeptInstance over = instances.find(project, target);
      KeptInstance source = instances.find(asked.project(), asked.instance());
      Map<String, Object> run = get(asked.project(), asked.instance(), asked.backup());
      if (!"SUCCESSFUL".equals(run.get("status")) || disk(over) < disk(source)) {
        throw RestRefusal.invalid("This operation isn't valid for this instance.");
      }
      instances.demandQuiet(project, target);
      return operations.begin(
          project,
          "RESTORE_VOLUME",
          target,
          user,
          () -> {
            servers.restore(project + "/" + target, asked.backup());
            synchronized (instances) {
              over.users.clear();
              source.users.keySet().forEach(over::addUser);
              Map<String, Object> restored = KeptInstance.copy(over.document());
              InstanceDefaults.forgetBackups(restored);
              over.become(restored);
            }
          },
          () -> {});
    }
  }

  /** What is to be restored. */
  record Asked(String project, String instance, String backup) {

    /** Of the body of a request; an instance of the same project is meant where none is named. */
    static Asked of(Map<String, Object> body, String project) {
      if (!(body.get("restoreBackupContext") instanceof Map<?, ?> context)) {
        throw RestRefusal.invalid("Exactly one backup has to be named.");
      }
      return new Asked(
          text(context.get("project")).orElse(project),
          text(context.get("instanceId")).orElse(""),
          text(context.get("backupRunId")).orElse(""));
    }

    private static Optional<String> text(@Nullable Object value) {
      return Optional.ofNullable(value).map(String::valueOf);
    }
  }

  private static long disk(KeptInstance kept) {
    return Long.parseLong(String.valueOf(kept.settings().getOrDefault("dataDiskSizeGb", "10")));
  }

  private static Map<String, Object> run(String instance, String id, String type, Instant start) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("kind", "sql#backupRun");
    run.put("id", id);
    run.put("instance", instance);
    run.put("type", type);
    run.put("enqueuedTime", start.minusSeconds(30).toString());
    run.put("startTime", start.toString());
    run.put("windowStartTime", start.toString());
    run.put("location", "us");
    run.put("databaseVersion", "POSTGRES_15_15");
    run.put("backupKind", "SNAPSHOT");
    return run;
  }
}
