package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.database.Sql;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which worker tells the figures of the service, by the clock of the database. */
public final class LeadStore {
  private static final Sql TAKE = Sql.file("metrics/take_lead");
  private static final Sql GIVE_UP = Sql.file("metrics/give_up_lead");

  private final JdbcClient jdbc;
  private final String worker;

  /**
   * @param worker unlike any other's
   */
  public LeadStore(JdbcClient jdbc, String worker) {
    this.jdbc = jdbc;
    this.worker = worker;
  }

  /** Takes or keeps the lead for so long from now; false when another worker has it. */
  public boolean take(Duration length) {
    return jdbc.sql(TAKE.text())
        .param("worker", worker)
        .param("length", length.toString())
        .query((row, n) -> true)
        .optional()
        .isPresent();
  }

  public void giveUp() {
    jdbc.sql(GIVE_UP.text()).param("worker", worker).update();
  }
}
