package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class QuartzStoreIT {
  private final JdbcClient jdbc =
      JdbcClient.create(LocalPostgres.shared().migrated().asSuperuser());

  private void trigger(String scheduler, String name) {
    jdbc.sql(
            "insert into coditect_ops.qrtz_job_details (sched_name, job_name, job_group,"
                + " job_class_name, is_durable, is_nonconcurrent, is_update_data, requests_recovery)"
                + " values (:scheduler, 'j', 'runs', 'c', true, false, false, true)"
                + " on conflict do nothing")
        .param("scheduler", scheduler)
        .update();
    jdbc.sql(
            "insert into coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group,"
                + " job_name, job_group, trigger_state, trigger_type, start_time) values (:scheduler,"
                + " :name, 'j', 'j', 'runs', 'WAITING', 'SIMPLE', 1)")
        .param("scheduler", scheduler)
        .param("name", name)
        .update();
  }

  /** Each that is found is read whole, so those that others have put off must not be among them. */
  @Test
  void looking_for_a_key_finds_what_may_carry_it_and_nothing_that_cannot() {
    String former = "put-off-0b5c9a1e-7c64-4c5f-9d53-3f0a6f1c2d3e";
    List<String> may = List.of("run:mine", "put-off-again:mine", "again-1:mine", former);
    may.forEach(name -> trigger("ours", name));
    List.of("run:other", "again:other", "again-1:other", "put-off:other", "put-off-slot", "nudge")
        .forEach(name -> trigger("ours", name));
    trigger("theirs", "again:mine");
    assertThat(
            new QuartzStore(jdbc, "ours")
                .triggers(
                    "j",
                    List.of("run:mine", "again:mine", "put-off:mine", "put-off-again:mine"),
                    ":mine"))
        .containsExactlyInAnyOrderElementsOf(may);
  }
}
