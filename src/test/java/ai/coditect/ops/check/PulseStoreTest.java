package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Whoever asks for the health of a worker whose database hangs is told so, and soon. */
class PulseStoreTest {
  private final SilentSource database = new SilentSource();
  private final PulseStore pulse = new PulseStore(database, Duration.ofMillis(200));

  @AfterEach
  void close() {
    database.door.countDown();
    pulse.close();
  }

  private static final class SilentSource extends AbstractDataSource {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch door = new CountDownLatch(0);
    private volatile boolean valid = true;
    private volatile boolean refuses;

    @Override
    public Connection getConnection() throws SQLException {
      asked.incrementAndGet();
      try {
        door.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
      if (refuses) {
        throw new SQLException("anna@token.example", "53300");
      }
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> method.getName().equals("isValid") ? valid : null);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }

  private String told() {
    List<Problem> problems = pulse.problems();
    return problems.isEmpty() ? "" : problems.get(0).what();
  }

  @Test
  void a_database_that_answers_is_up() {
    assertThat(told()).isEmpty();
  }

  @Test
  void one_that_hangs_is_asked_once_and_told_each_time_until_it_answers() {
    database.door = new CountDownLatch(1);
    long begun = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      assertThat(told()).startsWith("The database does not answer: it has not answered for ");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThat(database.asked).hasValue(1);
    database.door.countDown();
    // The answer to the question that hung, or to the next one.
    while (!told().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(database.asked.get()).isBetween(1, 2);
  }

  @Test
  void one_that_refuses_says_why_in_words_of_ours() {
    database.refuses = true;
    assertThat(told())
        .isEqualTo(
            "The database does not answer: the database refused: it has no connection left"
                + " (SQLSTATE 53300).");
    database.refuses = false;
    assertThat(told()).isEmpty();
  }

  @Test
  void a_connection_that_is_dead_is_no_answer() {
    database.valid = false;
    assertThat(told()).contains("the database cannot be reached or went away");
  }
}
