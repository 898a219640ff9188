package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A copy refuses every slot of every schedule, for as long as it is one. */
class RefusedSlotsIT {
  private static final String REFUSED = "run refused, and not on record";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient admin = JdbcClient.create(database.asSuperuser());
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicReference<List<Problem>> outward = new AtomicReference<>(against("one"));

  private static List<Problem> against(String database) {
    return List.of(
        new Problem("the ledger is database " + database + "'s.", "ledger", "Adopt it."));
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void a_refusal_of_slots_is_said_once_until_it_is_another_or_a_run_has_begun() {
    try (Spoken log = new Spoken();
        ServingReplica replica =
            new Version()
                .job("each-second", "* * * * * ?")
                .job("asked", "0 0 0 1 1 ?")
                .guardedBy(this::told)
                .serveOn(database)) {
      refusedAgain(2);
      assertSaid(log, 1);
      outward.set(against("two"));
      refusedAgain(3);
      assertSaid(log, 2);
      outward.set(List.of());
      Await.until("a slot's run", () -> done("each-second") > 0);
      outward.set(against("two"));
      Await.until("it to be said anew", () -> said(log) > 2);
      // Of a run that was promised it is said too, and no other worker is promised for it.
      replica.queue("asked", "promised", Map.of());
      Await.until(
          "it to be said",
          () -> log.text().lines().anyMatch(l -> l.contains(REFUSED) && l.contains("promised")));
      outward.set(List.of());
      Await.until("the promised run", () -> done("asked") > 0);
      assertThat(log.text()).doesNotContain("left to another worker");
    }
  }

  private List<Problem> told() {
    List<Problem> problems = outward.get();
    if (!problems.isEmpty()) {
      refusals.incrementAndGet();
    }
    return problems;
  }

  private void refusedAgain(int times) {
    int before = refusals.get();
    Await.until("refusals", () -> refusals.get() >= before + times);
  }

  /** The last one that was counted may be said a moment later. */
  private static void assertSaid(Spoken log, int times) {
    Await.until("it to be said", () -> said(log) >= times);
    assertThat(said(log)).isEqualTo(times);
  }

  private static int said(Spoken log) {
    return log.text().split(REFUSED, -1).length - 1;
  }

  private long done(String job) {
    return admin
        .sql("select count(*) from coditect_ops.runs where job = :job and outcome = 'done'")
        .param("job", job)
        .query(Long.class)
        .single();
  }
}
