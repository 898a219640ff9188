package ai.coditect.ops.trigger.command;

import ai.coditect.ops.check.CheckList;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.local.KeptAutoConfiguration;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A worker whose runs end as their note parameter says; its main is a process of its own. */
@KeptAutoConfiguration
public class FixtureWorker {
  static final UUID RUN = UUID.fromString("7f000001-8c1e-4b6f-9d7a-0123456789ab");
  private static final long A_MOMENT = Duration.ofMillis(10).toNanos();
  static final String TENANT = "00000000-0000-0000-0000-00000000000a";

  public static void main(String[] args) {
    System.exit(CommandLineEntry.runProcess(FixtureWorker.class, args));
  }

  @Bean
  StopSwitch stopSwitch() {
    return new StopSwitch();
  }

  /** What the probes ask of the whole worker. */
  @Bean
  HealthIndicator workHealthIndicator() {
    return () -> Health.up().build();
  }

  @Bean
  HealthIndicator loopsHealthIndicator() {
    return () -> Health.up().build();
  }

  @Bean
  JobRunner jobRunner(StopSwitch stop) {
    AtomicInteger calls = new AtomicInteger();
    return request -> {
      String note = request.parameters().getOrDefault("note", "done");
      if (note.equals("until-stopped")) {
        System.err.println("running");
        while (!stop.requested()) {
          LockSupport.parkNanos(A_MOMENT);
        }
        return result(request, Ending.INTERRUPTED, Changes.of("moved", 1));
      }
      if (note.equals("never-ends")) {
        System.err.println("running");
        while (true) {
          LockSupport.parkNanos(A_MOMENT);
        }
      }
      if (note.equals("busy-twice")) {
        return calls.incrementAndGet() < 3
            ? result(request, Ending.BUSY, Changes.NONE)
            : result(request, Ending.DONE, Changes.of("calls", calls.get()));
      }
      if (note.equals("quick") || note.equals("deep")) {
        return result(request, Ending.DONE, Changes.of(note, 1));
      }
      Ending ending = Ending.valueOf(note.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
      return result(request, ending, ending == Ending.DONE ? Changes.of("moved", 2) : Changes.NONE);
    };
  }

  private static RunResult result(RunRequest request, Ending ending, Changes changed) {
    boolean fine =
        List.of(Ending.DONE, Ending.NOTHING_TO_DO, Ending.ALREADY_DONE, Ending.INTERRUPTED)
            .contains(ending);
    return new RunResult(
        request.dryRun() ? Optional.empty() : Optional.of(RUN),
        request.job(),
        request.key(),
        Optional.of(request.asOf().orElse(Instant.parse("2026-11-22T12:00:00Z"))),
        ending,
        request.dryRun() ? Changes.NONE : changed,
        Duration.ofMillis(1500),
        fine ? List.of() : List.of(new Problem("It is " + ending.label() + ".", "there", "Wait.")),
        Optional.empty(),
        request.dryRun()
            ? Optional.of(
                new Forecast(
                    List.of(
                        new Forecast.Line("moved", TENANT, 2), new Forecast.Line("swept", "", 3))))
            : Optional.empty());
  }

  @Bean
  CheckList checkList(ObjectProvider<Check> checks) {
    return new CheckList(checks.stream().toList());
  }

  @Bean
  Check fine(JdbcClient jdbc) {
    return check(
        "the database answers",
        () -> Check.Finding.ok(jdbc.sql("select 'yes'").query(String.class).single()));
  }

  @Bean
  Check absent() {
    return check("monitoring receives", () -> Check.Finding.notApplicable("no endpoint is set"));
  }

  @Bean
  Check chosen() {
    return check(
        "the fixture is content",
        () -> {
          List<Problem> problems = List.of(new Problem("It is not.", "fixture", "Cheer it up."));
          return switch (String.valueOf(System.getProperty("fixture.check"))) {
            case "failed" -> Check.Finding.failed(problems);
            case "refused" -> Check.Finding.refused(problems);
            case "thrown" -> throw new IllegalStateException("boom");
            default -> Check.Finding.ok("");
          };
        });
  }

  private static Check check(String claim, java.util.function.Supplier<Check.Finding> examine) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        return examine.get();
      }
    };
  }

  static final Map<String, String> JOB_FILES =
      Map.of(
          "move-things.yaml",
          """
          description: Moves things.
          owner: movers
          destructive: false
          schedule: { cron: "0 */10 * * * ?", zone: UTC }
          parameters: { note: { type: text, required: false } }
          run: { bite: 5, partitions: 1, timeout: 1m, attempts: 3, backoff: { first: 1s, longest: 2s } }
          alert: { silent-for: 1h, runbook: README.md#move-things }
          """,
          "sweep.yaml",
          """
          description: Sweeps every night.
          owner: sweepers
          destructive: true
          schedule: { cron: "0 30 4 ? * MON-FRI", zone: Europe/Berlin, missed: skip, on: cronjob }
          run: { bite: 5, partitions: 1, timeout: 2h, attempts: 3, backoff: { first: 1s, longest: 2s } }
          limits: { most-rows: 100 }
          alert: { silent-for: 80h, runbook: README.md#sweep }
          """);
}
