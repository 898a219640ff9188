package ai.coditect.ops.trigger.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.SchedulerConfigException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerSignaler;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.scheduling.quartz.LocalDataSourceJobStore;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * Spring's job store, for several schedulers of one name in a JVM. Quartz keeps one data source a
 * name and JVM, the last one's: the others would write outside of their transactions, or elsewhere.
 */
@SuppressWarnings("unchecked") // Quartz overrides a generic method by a raw one.
public final class ReplicaJobStore extends LocalDataSourceJobStore {
  private interface Opening {
    Connection open() throws SQLException;
  }

  @Override
  public void initialize(ClassLoadHelper classes, SchedulerSignaler signaler)
      throws SchedulerConfigException {
    DataSource source = SchedulerFactoryBean.getConfigTimeDataSource();
    super.initialize(classes, signaler);
    setDataSource(registered(() -> DataSourceUtils.doGetConnection(source)));
    setNonManagedTXDataSource(registered(source::getConnection));
  }

  private static String registered(Opening opening) {
    String name = "replica-" + UUID.randomUUID();
    DBConnectionManager.getInstance()
        .addConnectionProvider(
            name,
            new ConnectionProvider() {
              @Override
              public Connection getConnection() throws SQLException {
                return opening.open();
              }

              @Override
              public void initialize() {
                // Spring does.
              }

              @Override
              public void shutdown() {
                // Spring does.
              }
            });
    return name;
  }
}
