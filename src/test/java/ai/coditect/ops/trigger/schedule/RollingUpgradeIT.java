package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quartz.spi.ClassLoadHelper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two versions side by side, one of which does not know a job or a class: nobody loses anything.
 */
class RollingUpgradeIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String FIRED = "every schedule and every queued run is fired";

  private static Version before() {
    return new Version().job("old", NEVER_IN_THIS_TEST);
  }

  private static Version after() {
    return before().job("newer", "* * * * * ?");
  }

  /** By its job file, and by the class of its Quartz job. */
  @Test
  void what_one_replica_does_not_know_is_run_by_the_other_and_after_a_rollback_of_both_is_kept()
      throws Exception {
    Pair pair = new Pair(LocalPostgres.shared().migrated());
    try (ServingReplica one = before().serveOn(pair.database)) {
      try (ServingReplica upgraded = pair.upgraded()) {
        pair.queueUntilTheOlderMeetsOne(upgraded, "does not know the job");
        pair.database.execute(
            "update coditect_ops.qrtz_job_details set job_class_name = '"
                + LaterClasses.LATER
                + "' where job_name = 'newer'");
        pair.queueUntilTheOlderMeetsOne(upgraded, "does not have the class");
        // A replica of the version before starts anew, and takes neither job nor schedule away.
        try (ServingReplica another = before().serveOn(pair.database)) {
          another.get(QuartzHealing.class).turn();
          long slots = pair.slots();
          Await.until("one more slot", () -> pair.slots() > slots);
        }
        pair.queueAsUpgraded("promised");
        assertThat(pair.everParked()).isEmpty();
        assertThat(pair.classOfNewer()).isEqualTo(LaterClasses.LATER);
      }
      try (ServingReplica rolledBack = before().serveOn(pair.database)) {
        pair.database.execute(
            "update coditect_ops.qrtz_triggers set next_fire_time = 1000 where trigger_name ="
                + " 'run:promised'");
        Await.until(
            "it to be shown",
            () ->
                Stream.of(one, rolledBack)
                    .map(each -> each.finding(FIRED).problems().toString())
                    .allMatch(
                        found ->
                            found.contains("job newer")
                                && found.contains("does not have the class")));
        // Its own are not delayed by it.
        rolledBack.queue("old", "own", Map.of());
        Await.until("its own", () -> pair.done("old").contains("own"));
        assertThat(pair.done("newer")).doesNotContain("promised");
      }
      try (ServingReplica upgraded = pair.upgraded()) {
        Await.until("what was promised", () -> pair.done("newer").contains("promised"));
        Await.until("nothing to wait", () -> upgraded.finding(FIRED).state() == State.OK);
      }
    }
  }

  /** What the later version calls the class of its job, and finds there. */
  public static final class LaterClasses implements ClassLoadHelper {
    static final String LATER = "ai.coditect.ops.trigger.schedule.LaterTrigger";

    private final ClassLoadHelper plain = new JobClassLoading();

    @Override
    public void initialize() {
      plain.initialize();
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      return plain.loadClass(name);
    }

    @Override
    public <T> Class<? extends T> loadClass(String name, Class<T> kind)
        throws ClassNotFoundException {
      return plain.loadClass(name.equals(LATER) ? RunTrigger.class.getName() : name, kind);
    }

    @Override
    public URL getResource(String name) {
      return plain.getResource(name);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return plain.getResourceAsStream(name);
    }

    @Override
    public ClassLoader getClassLoader() {
      return plain.getClassLoader();
    }
  }

  /** The database of two versions, and what each trigger went through. */
  private record Pair(LocalPostgres.Database database, JdbcClient admin) {
    Pair(LocalPostgres.Database database) {
      this(database, JdbcClient.create(database.asSuperuser()));
      // Healing would soon take a trigger out of a state, so whatever enters one is kept.
      database.execute(
          "create table public.entered (state text, description text)",
          "create function public.keep() returns trigger language plpgsql security definer as $$ begin"
              + " insert into public.entered values (new.trigger_state, new.description); return new;"
              + " end $$",
          "create trigger keep after insert or update on coditect_ops.qrtz_triggers for each row"
              + " execute function public.keep()");
    }

    ServingReplica upgraded() {
      return after()
          .with(
              "spring.quartz.properties.org.quartz.scheduler.classLoadHelper.class",
              LaterClasses.class.getName())
          .serveOn(database);
    }

    void queueUntilTheOlderMeetsOne(ServingReplica upgraded, String why) {
      List<String> keys = new ArrayList<>();
      Await.until(
          "the older version to meet a run of which it " + why,
          () -> {
            keys.add(why.replace(' ', '-') + "-" + keys.size());
            upgraded.queue("newer", keys.get(keys.size() - 1), Map.of("of", "" + keys.size()));
            return count(
                    "select count(*) from public.entered where description like '%" + why + "%'")
                > 0;
          });
      Await.until("all of them to run", () -> done("newer").containsAll(keys));
    }

    /** Queues a run for later, as a version does that knows the job. */
    void queueAsUpgraded(String key) {
      database.execute(
          "with half as (insert into coditect_ops.qrtz_triggers (sched_name, trigger_name,"
              + " trigger_group, job_name, job_group, next_fire_time, prev_fire_time, priority,"
              + " trigger_state, trigger_type, start_time, end_time, misfire_instr, job_data) values"
              + " ('coditect-ops', 'run:"
              + key
              + "', 'newer', 'newer', 'runs', extract(epoch from now() + interval '5 minutes') * 1000,"
              + " -1, 5, 'WAITING', 'SIMPLE', 1000, 0, 1, convert_to('key="
              + key
              + "\norigin=EVENT\nparameters={}', 'UTF8')) returning trigger_name, trigger_group)"
              + " insert into coditect_ops.qrtz_simple_triggers select 'coditect-ops', trigger_name,"
              + " trigger_group, 0, 0, 0 from half");
    }

    List<String> everParked() {
      return admin
          .sql("select description from public.entered where state in ('ERROR', 'PAUSED')")
          .query(String.class)
          .list();
    }

    String classOfNewer() {
      return admin
          .sql("select job_class_name from coditect_ops.qrtz_job_details where job_name = 'newer'")
          .query(String.class)
          .single();
    }

    long slots() {
      return count("select count(*) from coditect_ops.runs where key like 'newer@%'");
    }

    List<String> done(String job) {
      return admin
          .sql("select key from coditect_ops.runs where job = :job and outcome = 'done'")
          .param("job", job)
          .query(String.class)
          .list();
    }

    private long count(String sql) {
      return admin.sql(sql).query(Long.class).single();
    }
  }

  @Test
  void a_changed_schedule_is_the_new_version_s_once_the_old_one_is_gone() throws Exception {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    try (ServingReplica upgraded =
        new Version().job("moved", "0 30 * * * ?").with("ops.heal-every", "1h").serveOn(own)) {
      QuartzHealing healing = upgraded.get(QuartzHealing.class);
      try (ServingReplica before = new Version().job("moved", "0 0 * * * ?").serveOn(own)) {
        assertThat(before.isActive()).isTrue();
        // What a replica of the version before writes at its start holds while one of them serves.
        healing.turn();
        assertThat(cron(own, "moved")).isEqualTo("0 0 * * * ?");
      }
      healing.turn();
      assertThat(cron(own, "moved")).isEqualTo("0 30 * * * ?");
    }
  }

  private static String cron(LocalPostgres.Database of, String schedule) {
    return JdbcClient.create(of.asSuperuser())
        .sql(
            "select cron_expression from coditect_ops.qrtz_cron_triggers where trigger_name = :name")
        .param("name", schedule)
        .query(String.class)
        .single();
  }
}
