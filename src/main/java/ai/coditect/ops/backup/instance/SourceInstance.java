package ai.coditect.ops.backup.instance;

import ai.coditect.ops.backup.instance.FreshnessPolicy.Seen;
import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import ai.coditect.ops.backup.instance.InstanceState.RecoveryWindow;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The instance whose backups matter: the one that this worker works on.
 *
 * @param connectionName of {@code DB_INSTANCE}
 * @param project of {@code GOOGLE_CLOUD_PROJECT}
 */
public record SourceInstance(
    InstanceClient client, Optional<String> connectionName, Optional<String> project) {

  /**
   * Its name; empty where nobody said in which project it is.
   *
   * @param named by the job file
   */
  public Optional<InstanceName> name(Optional<String> named) {
    return connectionName
        .flatMap(InstanceName::ofConnection)
        .or(() -> project.flatMap(in -> named.map(name -> new InstanceName(in, name))));
  }

  /** What is missing in the environment to know it; empty when it is known. */
  public List<Problem> missing(Optional<String> named) {
    return name(named).isPresent()
        ? List.of()
        : List.of(
            new Problem(
                "Instance unknown: neither DB_INSTANCE nor GOOGLE_CLOUD_PROJECT is set.",
                "environment",
                "Set DB_INSTANCE, or GOOGLE_CLOUD_PROJECT and \"instance\" in"
                    + " jobs/backup-verification.yaml."));
  }

  /**
   * Each point as it is now; the only one is what keeps from knowing where the instance cannot be
   * read.
   *
   * @throws TransientProblemsException when the service is away: the same question, asked later,
   *     may be answered
   */
  public Examined examine(InstanceName name, ExpectedBackups expected, Instant now) {
    try {
      Seen seen = look(name);
      return new Examined(
          new FreshnessPolicy(expected).judge(seen, now),
          seen.newest().flatMap(BackupRun::ended),
          seen.window().flatMap(RecoveryWindow::latest));
    } catch (TransientProblemsException e) {
      throw e;
    } catch (ProblemsException e) {
      return new Examined(List.of(FreshnessVerdict.unread(e)), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What a look came to.
   *
   * @param newestBackup when the newest automated backup that succeeded had ended
   * @param recoveryUntil up to when a point in time can be reached
   */
  public record Examined(
      List<Point> points, Optional<Instant> newestBackup, Optional<Instant> recoveryUntil) {}

  /** Everything that a judgement needs, asked now; what is refused hides nothing of the rest. */
  public Seen look(InstanceName name) {
    InstanceState instance = client.instance(name);
    Map<String, Problem> unread = new HashMap<>();
    List<BackupRun> backups =
        read(FreshnessPolicy.NEWEST, () -> client.backups(name), unread).orElse(List.of());
    Optional<RecoveryWindow> window =
        instance.backups().pointInTimeRecovery()
            ? read(FreshnessPolicy.RECOVERY, () -> client.recoveryWindow(name), unread)
            : Optional.empty();
    return new Seen(instance, backups, window, Map.copyOf(unread));
  }

  private static <T> Optional<T> read(
      String point, Supplier<T> question, Map<String, Problem> unread) {
    try {
      return Optional.of(question.get());
    } catch (TransientProblemsException e) {
      throw e;
    } catch (ProblemsException e) {
      unread.put(point, e.problems().get(0));
      return Optional.empty();
    }
  }
}
