package ai.coditect.ops.job.file;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the rhythms of a job, with what it asks for. No two of one job ask for the same
 * parameters, so that what is said of a job and its parameters (one run at a time, the last
 * success) is said of the schedule.
 *
 * @param name empty where it is the job's only one, {@code schedule}
 * @param parameters in their one spelling
 * @param silentFor how long it may go without a success
 */
public record NamedSchedule(
    Optional<String> name,
    Schedule when,
    SortedMap<String, String> parameters,
    Duration silentFor) {

  public NamedSchedule {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** The only rhythm of a job, which asks for no parameters. */
  public static NamedSchedule only(Schedule when, Duration silentFor) {
    return new NamedSchedule(Optional.empty(), when, new TreeMap<>(), silentFor);
  }

  /** What it is called outside its file: {@code job}, or {@code job/name}. */
  public String label(String job) {
    return label(job, name);
  }

  public static String label(String job, Optional<String> name) {
    return job + name.map(each -> "/" + each).orElse("");
  }

  /** The run of one of its slots, whoever fires it. */
  public RunRequest request(String job, Instant slot) {
    return new RunRequest(
        job,
        RunRequest.slotKey(label(job), slot),
        Origin.SCHEDULE,
        Optional.empty(),
        Map.copyOf(parameters),
        false);
  }
}
