package ai.coditect.ops.metrics.file;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The metric files that can be used, and what is wrong with the others: a broken figure is shown,
 * and keeps no other one and no job from working.
 */
public record MetricFiles(List<MetricFile> files, List<Problem> problems) {

  public MetricFiles {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  public Stream<MetricFigure> figures() {
    return files.stream().flatMap(file -> file.figures().stream());
  }

  public Optional<MetricFigure> figure(String name) {
    return figures().filter(figure -> figure.name().equals(name)).findFirst();
  }

  /** Whether each process tells it of itself. */
  public boolean isOfProcess(String name) {
    return files.stream()
        .filter(file -> file.isOf(WorkerMeter.PROCESS))
        .flatMap(file -> file.figures().stream())
        .anyMatch(figure -> figure.name().equals(name));
  }
}
