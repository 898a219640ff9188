package ai.coditect.ops.metrics.file;

import java.util.List;
import java.util.Set;

/** What the worker knows by itself, and the figures that it can give. */
public enum WorkerMeter {
  /** When each job succeeded, and when it runs next. */
  JOBS(
      Set.of("job"),
      "job_seconds_since_success",
      "job_silence_share",
      "job_last_duration",
      "job_rows_changed",
      "job_consecutive_failures",
      "job_overdue",
      "job_seconds_to_next_slot"),
  /** This process. */
  PROCESS(
      Set.of(),
      "process_uptime",
      "process_heap_used",
      "process_heap_most",
      "process_threads",
      "process_connections_used",
      "process_connections_awaited",
      "process_leads"),
  /** The collection of the other figures. */
  COLLECTION(
      Set.of("figure"),
      "collection_duration",
      "collection_rows",
      "collection_refused_rows",
      "collection_age",
      "collection_result",
      "collection_faults",
      "collection_file_problems");

  private final Set<String> labels;
  private final List<String> figures;

  WorkerMeter(Set<String> labels, String... figures) {
    this.labels = labels;
    this.figures = List.of(figures);
  }

  /**
   * The label that its figure has; none where it speaks of all, and the result where it tells it.
   */
  public Set<String> labels(String figure) {
    return switch (figure) {
      case "collection_result" -> Set.of("figure", "result");
      case "collection_faults", "collection_file_problems" -> Set.of();
      default -> labels;
    };
  }

  public List<String> figures() {
    return figures;
  }
}
