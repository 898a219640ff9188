package ai.coditect.ops.export.work;

import ai.coditect.ops.export.GdprExportSettings;
import ai.coditect.ops.export.content.Extract;
import ai.coditect.ops.export.content.ForeignRowException;
import ai.coditect.ops.export.content.GoneException;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.export.work.PackageStore.Ended;
import ai.coditect.ops.export.work.Writing.Finished;
import ai.coditect.ops.export.work.Writing.StoppedException;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one request after the other. One bite takes a request and puts its package on record, the
 * next ones look after the writing, the last one answers: so the run keeps its fence and can be
 * stopped, however long a package takes. A package whose writer is not here is given up.
 */
final class Workshop {
  private static final Logger log = LoggerFactory.getLogger(Workshop.class);
  private static final Duration A_LITTLE = Duration.ofSeconds(1);

  private final PackageStore packages;
  private final Shelves shelves;
  private final Extract extract;
  private final Supplier<JobFile.Run> tries;
  private final Clock clock;
  private final Map<String, Bench> benches = new ConcurrentHashMap<>();

  private record Trouble(Problem problem, boolean last) {}

  /**
   * What a partition of a run is at, in this process. A bite may be rolled back and taken again, so
   * that nothing is put away before the next request is taken.
   */
  private static final class Bench {
    private final Map<UUID, Trouble> troubles = new TreeMap<>();
    private @Nullable Order order;
    private @Nullable Writing writing;
  }

  Workshop(
      PackageStore packages,
      Shelves shelves,
      Extract extract,
      Supplier<JobFile.Run> tries,
      Clock clock) {
    this.packages = packages;
    this.shelves = shelves;
    this.extract = extract;
    this.tries = tries;
    this.clock = clock;
  }

  /** One bite of one partition. */
  Outcome bite(JobRun run, GdprExportSettings settings) {
    Optional<UUID> current = run.bookmark().filter(mark -> !mark.isEmpty()).map(UUID::fromString);
    return current.isPresent() ? lookAfter(run, current.get(), settings) : next(run, settings);
  }

  private Outcome next(JobRun run, GdprExportSettings settings) {
    int attempts = tries.get().attempts();
    int lost = packages.giveUp(run, attempts);
    UUID id = UUID.randomUUID();
    boolean peopleOnly = run.partition().count() > 1 && run.partition().index() == 0;
    Optional<Order> order =
        packages.claim(
            run,
            id,
            shelves.present().location(id.toString()),
            settings.encryptTo(),
            peopleOnly,
            attempts);
    Changes changes = Changes.of("exports-failed", lost);
    if (order.isEmpty()) {
      return end(run, changes);
    }
    Bench bench = benches.computeIfAbsent(partition(run), key -> new Bench());
    bench.order = order.get();
    bench.writing = null;
    return Outcome.more(id.toString(), changes);
  }

  /** A run that could not answer somebody does not end well. */
  private Outcome end(JobRun run, Changes changes) {
    Bench bench = benches.remove(partition(run));
    if (bench == null || bench.troubles.isEmpty()) {
      return Outcome.done(changes);
    }
    List<Problem> problems =
        bench.troubles.values().stream().map(Trouble::problem).distinct().toList();
    if (bench.troubles.values().stream().allMatch(Trouble::last)) {
      return new Outcome.Refused(problems);
    }
    throw new ProblemsException(problems);
  }

  private Outcome lookAfter(JobRun run, UUID id, GdprExportSettings settings) {
    Bench bench = benches.get(partition(run));
    Order order = bench == null ? null : bench.order;
    if (bench == null || order == null || !order.id().equals(id)) {
      return again(run, id, "its worker was lost");
    }
    Writing writing = bench.writing;
    if (!packages.wanted(id)) {
      if (writing != null) {
        writing.stop(A_LITTLE);
      }
      return again(run, id, "nobody waits for it any more");
    }
    if (writing == null) {
      writing = Writing.begin(order, extract, shelves.present(), tries.get().timeout(), clock);
      bench.writing = writing;
    }
    try {
      Optional<Finished> finished = writing.await(A_LITTLE);
      return finished.isEmpty()
          ? Outcome.more(id.toString(), Changes.NONE)
          : answer(run, id, finished.get(), settings);
    } catch (ExecutionException e) {
      return failed(run, bench, order, e.getCause());
    }
  }

  private Outcome answer(JobRun run, UUID id, Finished finished, GdprExportSettings settings) {
    Instant expires = clock.instant().atZone(ZoneOffset.UTC).plus(settings.keep()).toInstant();
    int answered =
        packages.complete(
            run,
            id,
            finished.placed(),
            finished.written().dataAt(),
            finished.written().rows(),
            expires);
    if (answered == 0) {
      return again(run, id, "nobody waits for it any more");
    }
    log.atInfo()
        .addKeyValue("package", id)
        .addKeyValue("bytes", finished.placed().bytes())
        .addKeyValue("rows", finished.written().rows())
        .log("package ready");
    return Outcome.more("", Changes.of("exports-ready", answered));
  }

  /** Whoever still waits is next. */
  private Outcome again(JobRun run, UUID id, String reason) {
    return Outcome.more("", changes(packages.putBack(run, id, reason, tries.get())));
  }

  private Outcome failed(JobRun run, Bench bench, Order order, Throwable cause) {
    UUID organization = order.scope().organization();
    if (cause instanceof ForeignRowException foreign) {
      // The one thing that must never happen: an error, so that somebody looks at once.
      log.atError()
          .addKeyValue("package", order.id())
          .addKeyValue("organization", organization)
          .addKeyValue("table", foreign.table())
          .log("export stopped: a row of somebody else");
      return trouble(
          run,
          bench,
          order,
          foreign.getMessage(),
          "foreign-row",
          true,
          new Problem(
              "an export was stopped at " + foreign.getMessage() + "; nothing of it was published.",
              "package " + order.id() + ", organization " + organization,
              "Compare jobs/personal-data.yaml with the table, and the table's rows with their"
                  + " tenant; then \"exports retry\" the requests."));
    }
    if (cause instanceof GoneException) {
      Ended ended = packages.fail(run, order.id(), cause.getMessage(), "gone", true, tries.get());
      return Outcome.more("", changes(ended));
    }
    if (cause instanceof StoppedException) {
      return again(run, order.id(), "it was stopped");
    }
    Problem problem =
        cause instanceof ProblemsException told && !told.problems().isEmpty()
            ? told.problems().get(0)
            : new Problem(
                "writing ended with " + cause.getClass().getSimpleName() + ".",
                "package " + order.id(),
                "The log has the stack trace under the package's id.");
    if (!(cause instanceof ProblemsException)) {
      log.atError().addKeyValue("package", order.id()).setCause(cause).log("export failed");
    }
    return trouble(run, bench, order, problem.what(), "given-up", false, problem);
  }

  private Outcome trouble(
      JobRun run,
      Bench bench,
      Order order,
      String reason,
      String told,
      boolean last,
      Problem problem) {
    Ended ended = packages.fail(run, order.id(), reason, told, last, tries.get());
    bench.troubles.put(order.id(), new Trouble(problem, last));
    return Outcome.more("", changes(ended));
  }

  private static Changes changes(Ended ended) {
    return Changes.of(
        Map.of("exports-failed", (long) ended.failed(), "exports-put-off", (long) ended.putOff()));
  }

  private static String partition(JobRun run) {
    return run.id() + "/" + run.partition().index();
  }
}
