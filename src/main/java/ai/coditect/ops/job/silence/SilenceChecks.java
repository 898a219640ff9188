package ai.coditect.ops.job.silence;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One item for each success that is waited for: it is not overdue. */
final class SilenceChecks implements CheckGroup {
  /** An answer that waits longer than this to be looked at is asked for anew. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Function<Collection<JobFile>, List<Silence>> store;
  private final Supplier<JobCatalog> catalog;
  private final Clock clock;

  /**
   * @param store asks the ledger about all of them at once
   */
  SilenceChecks(
      Function<Collection<JobFile>, List<Silence>> store,
      Supplier<JobCatalog> catalog,
      Clock clock) {
    this.store = store;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public List<Check> items() {
    List<JobFile> files =
        catalog.get().entries().stream().<JobFile>map(JobCatalog.Entry::file).toList();
    Answers answers = new Answers(files);
    return files.stream()
        .<Check>flatMap(
            file -> file.expected().stream().map(each -> new Item(file, each.label(), answers)))
        .toList();
  }

  /**
   * One question for all items of a list, also where its answer is a failure: a database that is
   * away is waited for once. Each answer is looked at once, so the first item that is examined
   * again has everything asked anew.
   */
  private final class Answers {
    private final List<JobFile> files;
    private final Map<String, Supplier<Silence>> left = new HashMap<>();
    private Instant asked = Instant.EPOCH;

    Answers(List<JobFile> files) {
      this.files = files;
    }

    synchronized Silence about(String label) {
      if (!left.containsKey(label)
          || Duration.between(asked, clock.instant()).abs().compareTo(FRESH) > 0) {
        ask();
      }
      return Optional.ofNullable(left.remove(label)).orElseThrow().get();
    }

    private void ask() {
      left.clear();
      try {
        store.apply(files).forEach(each -> left.put(each.label(), () -> each));
      } catch (RuntimeException e) {
        Supplier<Silence> failure =
            () -> {
              throw e;
            };
        files.stream()
            .flatMap(file -> file.expected().stream())
            .forEach(each -> left.put(each.label(), failure));
      }
      asked = clock.instant();
    }
  }

  private final class Item implements Check {
    private final JobFile file;
    private final String label;
    private final Answers answers;

    Item(JobFile file, String label, Answers answers) {
      this.file = file;
      this.label = label;
      this.answers = answers;
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
    public String part() {
      return "jobs";
    }

    @Override
    public Finding examine() {
      Silence silence = answers.about(label);
      Instant now = clock.instant();
      if (silence.since().isEmpty()) {
        return Finding.notApplicable("no worker has served it yet");
      }
      String limit = "may be silent for " + DurationText.of(silence.silentFor());
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
                      + DurationText.of(Duration.between(silence.since().orElseThrow(), now))
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
}
