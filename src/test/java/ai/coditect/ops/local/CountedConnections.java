package ai.coditect.ops.local;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts statements: outside a transaction, each asks for a connection of its own. */
public final class CountedConnections extends DelegatingDataSource {
  private final AtomicInteger asked = new AtomicInteger();

  public CountedConnections(DataSource counted) {
    super(counted);
  }

  public int asked() {
    return asked.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    asked.incrementAndGet();
    return super.getConnection();
  }
}
