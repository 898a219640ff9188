package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.failure.FailureWords;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.OperableTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Gives the schedulers only what can be read. A trigger that cannot be is set aside at once, by
 * whoever comes upon it: Quartz alone would fail there, again and again, and everything behind it
 * would wait.
 */
public final class ReadableTriggersDelegate extends PostgreSQLDelegate {
  private static final Logger log = LoggerFactory.getLogger(ReadableTriggersDelegate.class);

  /** Asked under the schedulers' lock, like the next one. */
  @Override
  public List<TriggerKey> selectTriggerToAcquire(
      Connection connection, long noLaterThan, long noEarlierThan, int most) throws SQLException {
    List<TriggerKey> keys;
    do {
      keys = super.selectTriggerToAcquire(connection, noLaterThan, noEarlierThan, most);
    } while (areSomeSetAside(connection, keys));
    return keys;
  }

  @Override
  public boolean hasMisfiredTriggersInState(
      Connection connection, String state, long until, int most, List<TriggerKey> found)
      throws SQLException {
    boolean more;
    do {
      found.clear();
      more = super.hasMisfiredTriggersInState(connection, state, until, most, found);
    } while (areSomeSetAside(connection, found));
    return more;
  }

  /**
   * What a dead worker was firing is recovered all at once: one that cannot be read must not keep
   * the others from it. A slot is told by its trigger's name, a queued run is put off and shown.
   */
  @Override
  public JobDataMap selectTriggerJobDataMap(Connection connection, String name, String group)
      throws SQLException {
    try {
      return super.selectTriggerJobDataMap(connection, name, group);
    } catch (ClassNotFoundException | IOException | RuntimeException e) {
      log.atWarn()
          .addKeyValue("trigger", group + "." + name)
          .addKeyValue("failure", FailureWords.of(e))
          .log("unreadable trigger of a dead worker recovered without what it carries");
      return group.equals(ScheduleSync.SCHEDULES)
          ? ScheduleSync.carried(name)
          : QuartzRunQueue.unreadable(name);
    }
  }

  /** Ours carry nothing, so nothing is lost of a job that cannot be read. */
  @Override
  public JobDetail selectJobDetail(Connection connection, JobKey key, ClassLoadHelper classes)
      throws ClassNotFoundException, IOException, SQLException {
    try {
      return super.selectJobDetail(connection, key, classes);
    } catch (IOException | RuntimeException e) {
      store(connection).emptyJob(key);
      log.atWarn()
          .addKeyValue("job", key.getName())
          .addKeyValue("failure", FailureWords.of(e))
          .log("unreadable Quartz job set right");
      return super.selectJobDetail(connection, key, classes);
    }
  }

  private boolean areSomeSetAside(Connection connection, List<TriggerKey> keys)
      throws SQLException {
    boolean some = false;
    for (TriggerKey key : keys) {
      some |= !isReadable(connection, key);
    }
    return some;
  }

  private boolean isReadable(Connection connection, TriggerKey key) throws SQLException {
    @Nullable Exception failure = null;
    try {
      @Nullable OperableTrigger trigger = selectTrigger(connection, key);
      if (trigger != null && trigger.getNextFireTime() != null) {
        return true;
      }
    } catch (ClassNotFoundException | IOException | JobPersistenceException | RuntimeException e) {
      if (QuartzStore.isOfTheDatabase(e)) {
        throw new SQLException("a trigger was not read", e);
      }
      failure = e;
    }
    // One that is gone by now was not unreadable.
    if (store(connection).setAside(key)) {
      log.atWarn()
          .addKeyValue("trigger", key)
          .addKeyValue("failure", failure == null ? "a part is missing" : FailureWords.of(failure))
          .log("unreadable trigger set aside");
    }
    return false;
  }

  private QuartzStore store(Connection connection) {
    return new QuartzStore(
        JdbcClient.create(new SingleConnectionDataSource(connection, true)), schedName);
  }
}
