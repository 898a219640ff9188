package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.Intervals;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.failure.Causes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.LockException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Quartz's tables hold, where its own interface does not ask or say it. */
final class QuartzStore {
  private static final Sql LOCK = Sql.file("schedule/lock_triggers");
  private static final Sql COMPLETE = Sql.file("schedule/complete_run_triggers");
  private static final Sql MEND = Sql.file("schedule/mend_triggers");
  private static final Sql MEND_CHECKINS = Sql.file("schedule/mend_checkins");
  private static final Sql GIVE_UP = Sql.file("schedule/give_up_fired_triggers");
  private static final Sql REGISTER_LOST = Sql.file("schedule/register_lost_workers");
  private static final Sql LIST_SET_ASIDE = Sql.file("schedule/list_set_aside_triggers");
  private static final Sql MEND_SET_ASIDE = Sql.file("schedule/mend_set_aside_triggers");
  private static final Sql RELEASE = Sql.file("schedule/release_trigger");
  private static final Sql SET_ASIDE = Sql.file("schedule/set_trigger_aside");
  private static final Sql EMPTY_JOB = Sql.file("schedule/empty_job");
  private static final Sql DELETE = Sql.file("schedule/delete_trigger");
  private static final Sql STUCK = Sql.file("schedule/list_stuck_triggers");
  private static final Sql KNOW = Sql.file("schedule/know_jobs");
  private static final Sql FORGET = Sql.file("schedule/forget_jobs");
  private static final Sql KNOWN = Sql.file("schedule/list_known_schedules");
  private static final Sql FIND_TRIGGERS = Sql.file("schedule/find_triggers");
  private static final Sql WAITING_SLOTS = Sql.file("schedule/list_waiting_slots");
  private static final Sql QUEUED = Sql.file("schedule/count_queued_runs");

  private final JdbcClient jdbc;
  private final String scheduler;

  QuartzStore(JdbcClient jdbc, String scheduler) {
    this.jdbc = jdbc;
    this.scheduler = scheduler;
  }

  /** Keeps every scheduler from touching a trigger until the caller's transaction ends. */
  void lockTriggers() {
    statement(LOCK).query(String.class).list();
  }

  /** A trigger that goes on again, with the state in which it was parked. */
  record Mended(String triggerName, String jobName, String state) {}

  /** Call it under the lock. */
  List<Mended> mendTriggers(Duration furthest) {
    List<Mended> mended =
        statement(MEND).param("furthest", Intervals.of(furthest)).query(Mended.class).list();
    statement(MEND_SET_ASIDE).update();
    statement(COMPLETE).update();
    statement(MEND_CHECKINS).update();
    return mended;
  }

  /**
   * Has Quartz's own recovery take over what is fired by nobody. Call it under the lock.
   *
   * @param running the ids of what this worker is firing
   */
  int giveUpFired(String worker, Collection<String> running, Duration overdue) {
    int lost =
        statement(GIVE_UP)
            .param("worker", worker)
            .param("running", running.toArray(String[]::new))
            .param("overdue", Intervals.of(overdue))
            .update();
    statement(REGISTER_LOST).param("overdue", Intervals.of(overdue)).update();
    return lost;
  }

  /** Triggers that could not be read. */
  List<TriggerKey> setAside() {
    return statement(LIST_SET_ASIDE)
        .query(
            (row, number) ->
                new TriggerKey(row.getString("trigger_name"), row.getString("trigger_group")))
        .list();
  }

  /** Call it under the lock, as the next ones. False where there is none. */
  boolean setAside(TriggerKey key) {
    return named(SET_ASIDE, key).update() > 0;
  }

  /** Lets a trigger that was set aside go on. */
  void release(TriggerKey key) {
    named(RELEASE, key).update();
  }

  /** Leaves nothing of a Quartz job that could not be read. */
  void emptyJob(JobKey key) {
    statement(EMPTY_JOB).param("name", key.getName()).param("group", key.getGroup()).update();
  }

  void delete(TriggerKey key) {
    named(DELETE, key).update();
  }

  /**
   * Triggers that nobody fires, of one job, group, state and description.
   *
   * @param scheduled true for the job's own schedule, false for queued runs
   * @param example one trigger's name
   */
  record Stuck(
      String job,
      String groupName,
      boolean scheduled,
      String state,
      String description,
      long triggers,
      String example,
      @Nullable OffsetDateTime since) {}

  List<Stuck> stuck(Duration overdue) {
    return statement(STUCK).param("overdue", Intervals.of(overdue)).query(Stuck.class).list();
  }

  /** Says that this worker knows these jobs now, each with its schedule. */
  void know(String worker, Map<String, String> schedules) {
    jdbc.sql(KNOW.text())
        .param("worker", worker)
        .param("jobs", schedules.keySet().toArray(String[]::new))
        .param("schedules", schedules.values().toArray(String[]::new))
        .update();
  }

  void forget(String worker) {
    jdbc.sql(FORGET.text()).param("worker", worker).update();
  }

  /** The jobs that other workers know, with the schedules that they give them. */
  Map<String, Set<String>> knownToOthers(String worker, Duration silent) {
    Map<String, Set<String>> known = new TreeMap<>();
    jdbc.sql(KNOWN.text())
        .param("worker", worker)
        .param("silent", Intervals.of(silent))
        .query(
            row -> {
              known
                  .computeIfAbsent(row.getString("job"), job -> new TreeSet<>())
                  .add(row.getString("schedule"));
            });
    return known;
  }

  /**
   * The names of the queued triggers that may carry a key.
   *
   * @param names what they may be called
   * @param ending of those that ask again beside one that fires
   */
  List<String> triggers(String job, List<String> names, String ending) {
    return statement(FIND_TRIGGERS)
        .param("job", job)
        .param("names", names.toArray(String[]::new))
        .param("ending", ending)
        .query(String.class)
        .list();
  }

  /**
   * The triggers of slots that wait for the run before them.
   *
   * @param ending of those of one schedule
   */
  List<String> waitingSlots(String job, String ending) {
    return statement(WAITING_SLOTS)
        .param("job", job)
        .param("ending", ending)
        .query(String.class)
        .list();
  }

  long queuedRuns(String job) {
    return Optional.ofNullable(statement(QUEUED).param("job", job).query(Long.class).single())
        .orElse(0L);
  }

  /** What the database itself failed with says nothing about a trigger or a job. */
  static boolean isOfTheDatabase(Throwable failure) {
    return Causes.of(failure).stream()
        .anyMatch(cause -> cause instanceof SQLException || cause instanceof LockException);
  }

  private JdbcClient.StatementSpec statement(Sql sql) {
    return jdbc.sql(sql.text()).param("scheduler", scheduler);
  }

  private JdbcClient.StatementSpec named(Sql sql, TriggerKey key) {
    return statement(sql).param("name", key.getName()).param("group", key.getGroup());
  }
}
