package ai.coditect.ops.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A wish to run a job, from whichever trigger.
 *
 * @param key the run's identity: the same job and key have their effect once
 * @param asOf the instant to decide by; empty means now
 * @param parameters raw values by name; the runner checks them against the job file
 * @param by the person who asked, as they gave their name; empty when nobody did
 * @param inOrder of a slot: whether it must not begin once a newer one of its schedule has
 */
public record RunRequest(
    String job,
    String key,
    Origin origin,
    Optional<Instant> asOf,
    Map<String, String> parameters,
    boolean dryRun,
    Optional<String> by,
    boolean inOrder) {

  /** A wish of somebody. */
  public RunRequest(
      String job,
      String key,
      Origin origin,
      Optional<Instant> asOf,
      Map<String, String> parameters,
      boolean dryRun,
      Optional<String> by) {
    this(job, key, origin, asOf, parameters, dryRun, by, false);
  }

  /** A wish that no person in particular has. */
  public RunRequest(
      String job,
      String key,
      Origin origin,
      Optional<Instant> asOf,
      Map<String, String> parameters,
      boolean dryRun) {
    this(job, key, origin, asOf, parameters, dryRun, Optional.empty());
  }

  /** Who asked, for the ledger; no job ever sees it. */
  public enum Origin {
    SCHEDULE,
    EVENT,
    COMMAND
  }

  public RunRequest with(Map<String, String> otherParameters) {
    return new RunRequest(job, key, origin, asOf, otherParameters, dryRun, by, inOrder);
  }

  /** The same wish under another key. */
  public RunRequest under(String otherKey) {
    return new RunRequest(job, otherKey, origin, asOf, parameters, dryRun, by, inOrder);
  }

  /** The same wish of a slot that keeps the order of its schedule. */
  public RunRequest keepingOrder() {
    return new RunRequest(job, key, origin, asOf, parameters, dryRun, by, true);
  }

  /** Who answers for the run: the person who asked, else the kind of trigger. */
  public String startedBy() {
    return by.orElseGet(() -> origin.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The key of a scheduled slot, whoever fires it.
   *
   * @param schedule the job, or {@code job/name} where the job has several schedules
   */
  public static String slotKey(String schedule, Instant scheduled) {
    return schedule + "@" + scheduled;
  }
}
