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
 */
public record RunRequest(
    String job,
    String key,
    Origin origin,
    Optional<Instant> asOf,
    Map<String, String> parameters,
    boolean dryRun,
    Optional<String> by) {

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
    return new RunRequest(job, key, origin, asOf, otherParameters, dryRun, by);
  }

  /** The same wish under another key. */
  public RunRequest under(String otherKey) {
    return new RunRequest(job, otherKey, origin, asOf, parameters, dryRun, by);
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
