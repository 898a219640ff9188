package ai.coditect.ops.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class LoadStoreIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  @Test
  void an_open_transaction_is_seen_by_whoever_may_see_it() throws SQLException {
    // A login of its own, so that what other tests have open is told apart.
    String watcher = "watcher_" + DATABASE.name().replaceAll("\\W", "_");
    DATABASE.execute("create role " + watcher + " login");
    LoadStore store = new LoadStore(DATABASE.as(watcher));
    try (Connection open = DATABASE.as(LocalPostgres.APP).getConnection();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("select 1");

      assertThat(store.seesOthers()).isFalse();
      assertThat(store.longTransactions(Duration.ZERO)).isEmpty();
      DATABASE.execute("grant pg_read_all_stats to " + watcher);
      assertThat(store.seesOthers()).isTrue();
      assertThat(store.longTransactions(Duration.ZERO))
          .anySatisfy(
              each -> {
                assertThat(each.login()).isEqualTo(LocalPostgres.APP);
                assertThat(each.state()).isEqualTo("idle in transaction");
              });
      assertThat(store.longTransactions(Duration.ofHours(1))).isEmpty();
      open.rollback();
    }
  }

  @Test
  void what_is_measured_is_measured_as_often_as_it_is_asked_for() throws SQLException {
    LoadStore store = new LoadStore(DATABASE.as(LocalPostgres.WORKER));
    assertThat(store.connecting(3).each()).hasSize(3).isSorted();
    assertThat(store.asking(5).each()).hasSize(5).isSorted();
    assertThat(store.load().most()).isPositive();
  }

  @Test
  void the_clock_is_asked_on_an_open_connection_so_that_opening_one_hides_no_skew()
      throws SQLException {
    Instant begun = Instant.parse("2026-11-27T12:00:00Z");
    AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    DataSource slow =
        new DelegatingDataSource(DATABASE.as(LocalPostgres.WORKER)) {
          @Override
          public Connection getConnection() throws SQLException {
            passed.set(passed.get().plusSeconds(60));
            return super.getConnection();
          }
        };
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return begun.plus(passed.get());
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };

    LoadStore.Clocks clocks = new LoadStore(slow).clocks(clock);

    assertThat(clocks.before()).isEqualTo(begun.plusSeconds(60)).isEqualTo(clocks.after());
    assertThat(clocks.there()).isNotEqualTo(clocks.before());
  }
}
