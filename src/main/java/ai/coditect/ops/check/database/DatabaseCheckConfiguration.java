package ai.coditect.ops.check.database;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.CheckGroup;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class DatabaseCheckConfiguration {
  private static final int CONNECTIONS = 3;
  private static final int QUESTIONS = 5;

  @Bean
  @Order(7)
  CheckGroup catalogueItems(JdbcClient jdbc) {
    return new CatalogueFindings(new SchemaFaultStore(jdbc));
  }

  @Bean
  @Order(8)
  CheckGroup loadItems(
      DataSource source, Clock clock, @Value("${spring.datasource.username:}") String login) {
    LoadStore store = new LoadStore(source);
    List<Check> items =
        List.of(
            item(
                "a connection opens fast enough",
                () ->
                    LoadFindings.within(
                        store.connecting(CONNECTIONS),
                        LoadFindings.CONNECTING,
                        "Run the worker in the instance's region and network; see the server's load.")),
            item(
                "a simple query answers fast enough",
                () ->
                    LoadFindings.within(
                        store.asking(QUESTIONS),
                        LoadFindings.ASKING,
                        "See the server's load, and the network between it and the worker.")),
            item("few enough connections are in use", () -> LoadFindings.connections(store.load())),
            item("the clocks agree", () -> LoadFindings.skew(store.clocks(clock))),
            item(
                "no transaction is open for long",
                () ->
                    LoadFindings.longTransactions(
                        store.longTransactions(LoadFindings.LONG_TRANSACTION),
                        store.seesOthers(),
                        login)),
            item(
                "no table is bloated",
                () -> LoadFindings.bloat(store.bloat(LoadFindings.LEAST_ROWS))));
    return () -> items;
  }

  private static Check item(String claim, Callable<Finding> examination) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        try {
          return examination.call();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }
}
