package ai.coditect.ops.metrics;

import ai.coditect.ops.metrics.file.MetricFile;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The metric files as they are now, which may be others than when the worker started. */
record MetricFilesCheck(Supplier<MetricFiles> read, Supplier<List<String>> jobs) implements Check {

  @Override
  public String claim() {
    return "the metric files are valid";
  }

  @Override
  public Finding examine() {
    MetricFiles files = read.get();
    List<Problem> problems = new ArrayList<>(files.problems());
    files.files().forEach(file -> unknownJob(file).ifPresent(problems::add));
    return problems.isEmpty()
        ? Finding.ok(files.files().size() + " files with " + files.figures().count() + " figures")
        : Finding.failed(problems);
  }

  private Optional<Problem> unknownJob(MetricFile file) {
    return file.query()
        .flatMap(MetricFile.Query::settingsOf)
        .filter(job -> !jobs.get().contains(job))
        .map(
            job ->
                new Problem(
                    "Unknown job \"" + job + "\" in settings-of.",
                    "metrics/" + file.name() + ".yaml",
                    DidYouMean.cure(job, jobs.get())));
  }
}
