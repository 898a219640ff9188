package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database answers now, told in bounded time. One question is asked at a time, however
 * many want to know; who asks while it hangs is told that it does.
 */
final class PulseStore implements AutoCloseable {
  /** For how long an answer counts while all connections are at work. */
  private static final Duration AT_WORK = Duration.ofSeconds(30);

  private static final String CURE =
      "See that it runs and is reached from here; the worker goes on by itself.";

  private final DataSource database;
  private final Duration patience;
  private final ExecutorService hand =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "database-pulse");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<?> asked;
  private volatile long answered = System.nanoTime();

  PulseStore(DataSource database, Duration patience) {
    this.database = database;
    this.patience = patience;
  }

  /** Empty when it answers. */
  List<Problem> problems() {
    try {
      question().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return List.of();
    } catch (ExecutionException e) {
      return problem(FailureWords.of(e));
    } catch (TimeoutException e) {
      Duration silent = Duration.ofNanos(System.nanoTime() - answered);
      return isAtWork() && silent.compareTo(AT_WORK) < 0
          ? List.of()
          : problem("it has not answered for " + silent.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem("nobody waited for its answer");
    }
  }

  private synchronized Future<?> question() {
    Future<?> known = asked;
    if (known == null || known.isDone()) {
      known = hand.submit(this::ask);
      asked = known;
    }
    return known;
  }

  private @Nullable Void ask() throws SQLException {
    try (Connection connection = database.getConnection()) {
      if (!connection.isValid((int) Math.max(1, patience.toSeconds()))) {
        throw new SQLException("a connection is not valid any more", "08006");
      }
    }
    answered = System.nanoTime();
    return null;
  }

  /** A worker whose connections are all in use has no time to ask, and its bites show the rest. */
  private boolean isAtWork() {
    if (!(database instanceof HikariDataSource source)) {
      return false;
    }
    @Nullable HikariPoolMXBean pool = source.getHikariPoolMXBean();
    return pool != null && pool.getActiveConnections() >= source.getMaximumPoolSize();
  }

  private static List<Problem> problem(String why) {
    return List.of(new Problem("The database does not answer: " + why + ".", "database", CURE));
  }

  @Override
  public void close() {
    hand.shutdownNow();
  }
}
