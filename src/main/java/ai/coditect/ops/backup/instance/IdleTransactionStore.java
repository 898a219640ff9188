package ai.coditect.ops.backup.instance;

import ai.coditect.ops.database.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A transaction in which the Admin API is asked: the server waits longer for its next statement.
 */
public final class IdleTransactionStore {
  private static final Sql ALLOW_IDLE = Sql.file("backup/allow_idle_transaction");

  private IdleTransactionStore() {}

  /** From now on, until this transaction ends. */
  public static void allow(JdbcClient jdbc) {
    jdbc.sql(ALLOW_IDLE.text()).query(String.class).single();
  }
}
