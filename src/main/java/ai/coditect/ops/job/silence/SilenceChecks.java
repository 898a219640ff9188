package ai.coditect.ops.job.silence;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/** One item for each success that is waited for: it is not overdue. */
final class SilenceChecks implements CheckGroup {
  private final SilenceStore store;
  private final Supplier<JobCatalog> catalog;
  private final Clock clock;

  SilenceChecks(SilenceStore store, Supplier<JobCatalog> catalog, Clock clock) {
    this.store = store;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public List<Check> items() {
    return catalog.get().entries().stream()
        .map(JobCatalog.Entry::file)
        .<Check>flatMap(file -> file.expected().stream().map(each -> new Item(file, each.label())))
        .toList();
  }

  private final class Item implements Check {
    private final JobFile file;
    private final String label;

    Item(JobFile file, String label) {
      this.file = file;
      this.label = label;
    }

    @Override
    public String claim() {
      return label + " is not overdue";
    }

    @Override
    public boolean watched() {
      return true;
    }

    @Override
    public Finding examine() {
      Silence silence =
          store.of(List.of(file)).stream()
              .filter(each -> each.label().equals(label))
              .findFirst()
              .orElseThrow();
      Instant now = clock.instant();
      if (silence.since().isEmpty()) {
        return Finding.notApplicable("no worker has served it yet");
      }
      String limit = "may be silent for " + text(silence.silentFor());
      String last =
          silence
              .lastSuccess()
              .map(at -> "last success " + at.truncatedTo(ChronoUnit.SECONDS))
              .orElse("no success yet");
      if (!silence.isOverdue(now)) {
        return Finding.ok(last + ", " + limit);
      }
      return Finding.failed(
          List.of(
              new Problem(
                  "Overdue: "
                      + last
                      + ", silent for "
                      + text(Duration.between(silence.since().orElseThrow(), now))
                      + ", "
                      + limit
                      + ".",
                  label,
                  "\"runs --job "
                      + file.name()
                      + "\" shows what stopped it; then see "
                      + file.alert().runbook()
                      + ".")));
    }
  }

  private static String text(Duration duration) {
    long minutes = duration.toMinutes();
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
