package ai.coditect.ops.job.file;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A good job file with every key that there is, and the code it belongs to. */
final class Fixture {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  static final String GOOD =
      """
      description: Prunes what is old.
      owner: keepers
      destructive: true
      schedule: { cron: "0 30 4 * * ?", zone: Europe/Berlin, missed: skip, on: cronjob }
      events: [ license.changed ]
      parameters:
        organization: { type: uuid, required: true }
        amount: { type: integer, required: false }
        since: { type: instant, required: false }
        note: { type: text, required: false }
        loud: { type: boolean, required: false }
      settings:
        keep-for: [ 30d, 2w, 1mo, 1y ]
        patience: 45m
        shares: { LARGE: 3, SMALL: 1 }
        kind: large
        strict: true
        nested: { ratio: 0.5, label: soft }
      run: { bite: 500, partitions: 4, connections: 5, timeout: 2h, attempts: 3, backoff: { first: 30s, longest: 10m } }
      limits: { most-rows: 1000, most-percent: 2.5, deviation: 3 }
      alert: { silent-for: 26h, runbook: README.md#prune }
      """;

  private Fixture() {}

  enum Size {
    SMALL,
    LARGE
  }

  record Nested(double ratio, String label, Optional<Period> extra) {}

  record PruneSettings(
      List<Period> keepFor,
      Duration patience,
      Map<Size, Integer> shares,
      Size kind,
      boolean strict,
      Nested nested) {
    PruneSettings {
      if (keepFor.isEmpty()) {
        throw new IllegalArgumentException("keep-for names no period");
      }
    }
  }

  static OpsJob<PruneSettings> job(String name) {
    return job(name, true, Set.of());
  }

  static OpsJob<PruneSettings> job(String name, boolean planned, Set<String> workTables) {
    return new OpsJob<>() {
      @Override
      public boolean planned() {
        return planned;
      }

      @Override
      public Set<String> workTables() {
        return workTables;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public Class<PruneSettings> settings() {
        return PruneSettings.class;
      }

      @Override
      public List<Stage<PruneSettings>> stages() {
        return List.of();
      }

      @Override
      public Forecast forecast(JobRun run, PruneSettings settings) {
        return new Forecast(List.of());
      }
    };
  }

  static void write(Path directory, String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JobCatalog load(Path directory, String... jobs) {
    return JobFiles.in(directory)
        .load(List.of(jobs).stream().<OpsJob<?>>map(Fixture::job).toList(), CLOCK);
  }

  /** The problems of one file named prune.yaml. */
  static List<Problem> problemsOf(Path directory, String text) {
    write(directory, "prune.yaml", text);
    try {
      load(directory, "prune");
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }
}
