package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What fires while its worker stops. */
class StoppingReplicaIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";

  @Test
  void a_run_that_begins_while_its_worker_begins_to_stop_has_a_heartbeat() {
    try (ServingReplica stopping =
        new Version().job("asked", NEVER_IN_THIS_TEST).serveOn(LocalPostgres.shared().migrated())) {
      stopping.announceStop();
      RunRequest request =
          new RunRequest("asked", "late", Origin.EVENT, Optional.empty(), Map.of(), false);
      assertThat(stopping.get(JobRunner.class).run(request).outcome()).isEqualTo(Ending.DONE);
    }
  }

  /** Quartz forgets a trigger whose thread ends by an error. */
  @Test
  void a_queued_run_that_can_neither_begin_nor_be_queued_again_at_a_stop_is_kept() {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    own.execute(
        "create sequence public.tries",
        "create function public.no_queue() returns trigger language plpgsql security definer as"
            + " $$ begin perform nextval('public.tries'); raise exception 'no'; end $$",
        "create trigger no_queue before insert on coditect_ops.qrtz_triggers for each row"
            + " when (new.trigger_name ~ '^(again|put-off)') execute function public.no_queue()");
    AtomicInteger tries = new AtomicInteger();
    try (ServingReplica stopping =
        new Version()
            .job("asked", NEVER_IN_THIS_TEST)
            .checking(
                () -> {
                  tries.incrementAndGet();
                  throw new IllegalStateException("no");
                })
            .serveOn(own)) {
      stopping.queue("asked", "kept", Map.of());
      Await.until("three tries", () -> tries.get() == 3);
      stopping.get(StopSwitch.class).request();
      Await.until(
          "two that could not be queued again",
          () -> value(own, "select last_value from public.tries") >= 2);
      own.execute("drop trigger no_queue on coditect_ops.qrtz_triggers");
    }
    // Asked for again or put off, as whichever came first once it could.
    assertThat(
            value(
                own,
                "select count(*) from coditect_ops.qrtz_triggers where trigger_name ~"
                    + " '^(again|put-off).*:kept$'"))
        .isPositive();
  }

  private static long value(LocalPostgres.Database of, String sql) {
    return JdbcClient.create(of.asSuperuser()).sql(sql).query(Long.class).single();
  }
}
