package ai.coditect.ops.trigger.schedule;

import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A scheduler that would do nothing for long looks again as soon as something is healed. */
class IdleSchedulerIT {
  private static final String QUARTZ = "spring.quartz.properties.org.quartz.";
  private static final String TEN_MINUTES = "600000";

  @Test
  void a_queued_run_that_is_healed_runs_though_the_scheduler_idles() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    JdbcClient admin = JdbcClient.create(database.asSuperuser());
    Version version =
        new Version()
            .job("asked", "0 0 0 1 1 ?")
            .with(QUARTZ + "scheduler.idleWaitTime", TEN_MINUTES)
            .with(QUARTZ + "jobStore.misfireThreshold", TEN_MINUTES)
            .with("ops.resume-every", "10m");
    try (ServingReplica replica = version.serveOn(database)) {
      // Paused when the scheduler looks for it, so that it idles from then on.
      database.execute(
          "create function public.hide() returns trigger language plpgsql as"
              + " $$ begin new.trigger_state := 'PAUSED'; return new; end $$",
          "create trigger hide before insert on coditect_ops.qrtz_triggers for each row"
              + " when (new.trigger_name = 'run:parked') execute function public.hide()");
      replica.queue("asked", "parked", Map.of());
      database.execute(
          "update coditect_ops.qrtz_triggers set trigger_state = 'ERROR' where trigger_name ="
              + " 'run:parked'");
      await()
          .atMost(Await.PATIENCE)
          .until(
              () ->
                  admin
                          .sql(
                              "select count(*) from coditect_ops.runs where key = 'parked' and"
                                  + " outcome = 'done'")
                          .query(Long.class)
                          .single()
                      == 1);
    }
  }
}
