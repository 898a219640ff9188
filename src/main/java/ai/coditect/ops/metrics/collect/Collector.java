package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.silence.JobStanding;
import ai.coditect.ops.metrics.figure.AnswerReading;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFile;
import ai.coditect.ops.metrics.file.MetricFile.Query;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what every figure was when it was last read. Reading asks the database, on one connection,
 * one snapshot and a budget; sampleBuilder asks nobody, so it never waits.
 */
public final class Collector {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** A turn comes a little early or late; a figure is not a whole turn late for it. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** The role guard is asked again after so long. */
  private static final Duration TRUST = Duration.ofMinutes(5);

  /** The jobs are asked for once for so long at most, and half the budget is left to the files. */
  private static final Duration JOBS_TIMEOUT = Duration.ofSeconds(2);

  private final MetricFiles files;
  private final JobMeter jobs;
  private final Access access;
  private final Duration budget;
  private final Map<String, FileStanding> standings = new ConcurrentHashMap<>();
  private final Map<String, JobStanding> jobStandings = new ConcurrentHashMap<>();
  private final SampleBuilder sampleBuilder;
  private volatile Instant since;
  private volatile Instant jobsRead = Instant.MIN;
  private boolean jobsFailing;
  private Instant trustedUntil = Instant.MIN;

  /**
   * How a collection comes to the database.
   *
   * @param pool what the connections are used for at this moment
   * @param guard what speaks against believing what this session sees
   * @param settings of a job, as JSON
   */
  record Access(
      Supplier<FigureSession> open,
      Supplier<ProcessMeter.Connections> pool,
      Supplier<List<Problem>> guard,
      Function<String, Optional<String>> settings) {}

  /**
   * @param budget how long one reading may take before what is left of it is skipped
   */
  Collector(
      MetricFiles files,
      JobMeter jobs,
      ProcessMeter process,
      Access access,
      Duration budget,
      Instant since) {
    this.files = files;
    this.jobs = jobs;
    this.access = access;
    this.budget = budget;
    this.since = since;
    this.sampleBuilder = new SampleBuilder(files, process);
  }

  public MetricFiles files() {
    return files;
  }

  /** Forgets whatever was read: from now on there can be values, and older ones are not told. */
  public synchronized void begin(Instant now) {
    standings.clear();
    jobStandings.clear();
    jobsRead = Instant.MIN;
    since = now;
  }

  /**
   * Asks what is due, what was read longest ago first. Throws nothing: each figure says why. Where
   * one connection is left, the jobs are asked for and nothing else.
   */
  public synchronized void read(Instant now) {
    List<MetricFile> due = due(now);
    ProcessMeter.Connections pool = access.pool().get();
    if (pool.hasRoom()) {
      read(due, now);
    } else {
      skip(due, "every connection is in use");
      if (pool.hasOne()) {
        read(List.of(), now);
      }
    }
  }

  private List<MetricFile> due(Instant now) {
    return files.files().stream()
        .filter(
            file ->
                file.query()
                    .filter(query -> standing(file).isDue(now.plus(SLACK), query.every()))
                    .isPresent())
        .sorted(Comparator.comparing(file -> standing(file).asked().orElse(Instant.MIN)))
        .toList();
  }

  private void read(List<MetricFile> due, Instant now) {
    long began = System.nanoTime();
    try {
      List<Problem> blind = blind(now);
      if (!blind.isEmpty()) {
        refuse(due, now, "the role guard refuses: " + blind.get(0).what());
        return;
      }
      try (FigureSession session = access.open().get()) {
        askForJobs(session, now, budget.minus(elapsed(began)).dividedBy(2));
        ask(session, due, now, began);
      }
    } catch (RuntimeException e) {
      skip(
          due.stream().filter(file -> !standing(file).asked().equals(Optional.of(now))).toList(),
          "the database was not asked: " + FailureWords.of(e));
    }
  }

  /** What is known stays where the question fails: what succeeded then has succeeded. */
  private void askForJobs(FigureSession session, Instant now, Duration half) {
    Duration timeout = half.compareTo(JOBS_TIMEOUT) < 0 ? half : JOBS_TIMEOUT;
    if (timeout.toMillis() < 1) {
      return;
    }
    List<Expected> expected =
        jobs.files().stream().flatMap(file -> file.observed().stream()).toList();
    Optional<Answered.NotAnswered> failed =
        session.jobs(expected, timeout, standing -> jobStandings.put(standing.label(), standing));
    if (failed.isPresent() && !jobsFailing) {
      log.atWarn()
          .addKeyValue("failure", failed.get().why())
          .log("ledger of runs not read for figures; said once, asked again every turn");
    }
    jobsFailing = failed.isPresent();
    if (failed.isEmpty()) {
      jobsRead = now;
    }
  }

  private void ask(FigureSession session, List<MetricFile> due, Instant now, long began) {
    for (MetricFile file : due) {
      Query query = file.query().orElseThrow();
      boolean late = elapsed(began).compareTo(budget) >= 0;
      if (late || access.pool().get().awaited() > 0) {
        String because = late ? "no time was left for it" : "somebody waited for a connection";
        standings.put(file.name(), standing(file).skipped(because));
        continue;
      }
      Optional<String> settings = query.settingsOf().flatMap(access.settings());
      long asked = System.nanoTime();
      Answered answered =
          query.settingsOf().isPresent() && settings.isEmpty()
              ? new Answered.NotAnswered(
                  FigureResult.FAILED, "there is no job " + query.settingsOf().get())
              : session.ask(query, settings, now);
      Duration took = elapsed(asked);
      standings.compute(
          file.name(),
          (name, before) -> {
            FileStanding last = before == null ? FileStanding.NEVER : before;
            return answered instanceof Answered.Rows rows
                ? last.answered(
                    now, AnswerReading.of(file.figures(), rows.rows(), rows.cut()), took)
                : last.notAnswered(now, (Answered.NotAnswered) answered, took);
          });
    }
  }

  private List<Problem> blind(Instant now) {
    if (now.isBefore(trustedUntil) && !now.plus(TRUST).isBefore(trustedUntil)) {
      return List.of();
    }
    List<Problem> problems = access.guard().get();
    if (problems.isEmpty()) {
      trustedUntil = now.plus(TRUST);
    }
    return problems;
  }

  private void skip(List<MetricFile> due, String because) {
    due.forEach(file -> standings.put(file.name(), standing(file).skipped(because)));
  }

  private void refuse(List<MetricFile> due, Instant now, String because) {
    Answered.NotAnswered refused = new Answered.NotAnswered(FigureResult.REFUSED, because);
    due.forEach(
        file ->
            standings.put(file.name(), standing(file).notAnswered(now, refused, Duration.ZERO)));
  }

  private FileStanding standing(MetricFile file) {
    return standings.getOrDefault(file.name(), FileStanding.NEVER);
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /**
   * What is known, for this instant.
   *
   * @param leads whether this worker tells what is the same whoever tells it
   */
  public Collected tell(Instant now, boolean leads) {
    return sampleBuilder.tell(
        Map.copyOf(standings),
        jobs.tell(Map.copyOf(jobStandings), jobsRead, now),
        since,
        now,
        leads);
  }
}
