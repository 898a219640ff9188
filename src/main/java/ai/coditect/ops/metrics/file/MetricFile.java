package ai.coditect.ops.metrics.file;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One question and the figures that its answer gives.
 *
 * @param name the file's, in kebab-case
 * @param capability under which a person looks for its figures
 */
public record MetricFile(
    String name, String capability, Source source, List<MetricFigure> figures) {

  public MetricFile {
    figures = List.copyOf(figures);
  }

  /** Who answers. */
  public sealed interface Source {}

  /**
   * A statement. Each of its rows has the columns value, figure (where it answers several), since
   * (of a counter) and one for each label; it may ask for {@code :now} and {@code :settings}.
   *
   * @param file of the statement
   * @param settingsOf the job whose settings the statement is given, as JSON
   * @param needs a membership without which the answer would not be the truth
   * @param every how often it is asked; in between the last answer holds
   */
  public record Query(
      String file,
      String statement,
      Optional<String> settingsOf,
      Optional<String> needs,
      Duration every,
      Duration timeout)
      implements Source {}

  /** The worker itself. */
  public record Own(WorkerMeter meter) implements Source {}

  public Optional<Query> query() {
    return source instanceof Query query ? Optional.of(query) : Optional.empty();
  }

  public boolean isOf(WorkerMeter meter) {
    return source.equals(new Own(meter));
  }
}
