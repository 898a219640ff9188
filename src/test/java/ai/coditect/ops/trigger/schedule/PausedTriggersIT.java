package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody paused everything, as a JMX console does; the guide takes all of it back. */
class PausedTriggersIT {
  private static final String FIRED = "every schedule and every queued run is fired";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient admin = JdbcClient.create(database.asSuperuser());

  @Test
  void everything_that_was_paused_is_shown_with_its_group_and_goes_on_by_the_guide()
      throws Exception {
    try (ServingReplica replica =
        new Version().job("asked", "0 0 0 1 1 ?").job("ticking", "* * * * * ?").serveOn(database)) {
      replica.queue("asked", "unknown", Map.of("new", "1"));
      await()
          .atMost(Await.PATIENCE)
          .until(() -> replica.finding(FIRED).problems().toString().contains("do not fit"));
      replica.get(Scheduler.class).pauseAll();
      replica.queue("asked", "queued", Map.of());
      admin
          .sql(
              "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at,"
                  + " parameters) values ('asked', 'abandoned', 'event', now(), 'gone', now() -"
                  + " interval '1 minute', '{\"a\": \"b\"}')")
          .update();
      List<String> groups = List.of("asked", "engine", "schedules");
      await()
          .atMost(Await.PATIENCE)
          .untilAsserted(
              () -> {
                List<Problem> problems = replica.finding(FIRED).problems();
                // A slot that found the one before in flight may have been queued, too.
                assertThat(groups(problems))
                    .containsAll(groups)
                    .isSubsetOf("asked", "engine", "schedules", "ticking");
                assertThat(problems)
                    .extracting(Problem::what)
                    .allSatisfy(what -> assertThat(what).contains("paused by hand"));
              });
      groups(replica.finding(FIRED).problems())
          .forEach(group -> GuideStatements.execute(database, "A paused trigger", group));

      Await.until(
          "what was queued and what nobody was at",
          () -> done().containsAll(List.of("queued", "abandoned")));
      long slots = slots();
      Await.until("the next slot", () -> slots() > slots);
      // What is queued for a job that had nothing queued when everything was paused.
      replica.queue("ticking", "afterwards", Map.of("a", "b"));
      Await.until("what is queued afterwards", () -> done().contains("afterwards"));
      Await.until(
          "only the unknown one to wait",
          () ->
              replica.finding(FIRED).state() == State.FAILED
                  && replica.finding(FIRED).problems().stream()
                      .allMatch(problem -> problem.what().contains("do not fit")));
    }
  }

  private static Set<String> groups(List<Problem> problems) {
    return problems.stream().map(PausedTriggersIT::group).collect(Collectors.toSet());
  }

  private static String group(Problem problem) {
    return problem.where().replaceAll(".*, group ", "");
  }

  private long slots() {
    return done().stream().filter(key -> key.startsWith("ticking@")).count();
  }

  private List<String> done() {
    return admin
        .sql("select key from coditect_ops.runs where outcome = 'done'")
        .query(String.class)
        .list();
  }
}
