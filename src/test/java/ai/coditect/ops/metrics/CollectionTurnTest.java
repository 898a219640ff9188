package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.collect.CollectorConfiguration;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import ai.coditect.ops.metrics.figure.MetricSink.Written;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.figure.Sample.Scope;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Who tells what and when, by a clock that is moved by hand; no database answers. */
final class CollectionTurnTest {
  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final MetricsReportSettings SETTINGS =
      new MetricsReportSettings(Duration.ofMinutes(1), Duration.ofSeconds(1));

  private final List<ExecutorService> hands = new ArrayList<>();
  private Instant now = START;
  private String leader = "";
  private Instant until = Instant.MIN;
  private boolean answers = true;

  /** A worker, and the instants at which it told its own figures and those of the service. */
  private final class Worker {
    final List<Instant> own = new ArrayList<>();
    final List<Instant> service = new ArrayList<>();
    final CollectionTurn turn;

    Worker(String name) {
      this(name, length -> take(name, length));
    }

    Worker(String name, Predicate<Duration> lead) {
      ExecutorService hand = Executors.newSingleThreadExecutor();
      hands.add(hand);
      turn =
          new CollectionTurn(
              collector(), lead, this::told, SETTINGS, hand, CollectionTurnTest.this::nanos);
    }

    private Written told(List<Sample> samples) {
      if (samples.stream().anyMatch(sample -> sample.scope() == Scope.PROCESS)) {
        own.add(now);
      }
      if (samples.stream().anyMatch(sample -> sample.scope() == Scope.SERVICE)) {
        service.add(now);
      }
      return new Written(samples.size(), 0);
    }
  }

  private synchronized boolean take(String name, Duration length) {
    if (!answers) {
      throw new IllegalStateException("the database is away");
    }
    if (leader.equals(name) || until.isBefore(now)) {
      leader = name;
      until = now.plus(length);
      return true;
    }
    return false;
  }

  private long nanos() {
    return Duration.between(START, now).toNanos();
  }

  @AfterEach
  void stop() {
    hands.forEach(ExecutorService::shutdownNow);
  }

  @Test
  void one_worker_tells_the_service_once_a_turn_and_each_tells_itself() throws Exception {
    Worker one = new Worker("one");
    Worker two = new Worker("two");
    pass(Duration.ofMinutes(3), one, two);
    List<Instant> minutes =
        List.of(START, START.plusSeconds(60), START.plusSeconds(120), START.plusSeconds(180));
    assertThat(one.service).isEqualTo(minutes);
    assertThat(one.own).isEqualTo(minutes);
    assertThat(two.service).isEmpty();
    assertThat(two.own).isEqualTo(minutes);
  }

  @Test
  void when_the_leader_dies_another_follows_within_two_turns_and_no_point_is_told_twice()
      throws Exception {
    Worker one = new Worker("one");
    Worker two = new Worker("two");
    pass(Duration.ofMinutes(5), one, two);
    Instant last = one.service.get(one.service.size() - 1);
    pass(Duration.ofMinutes(5), two);
    assertThat(Duration.between(last, two.service.get(0))).isLessThan(Duration.ofMinutes(2));
    assertThat(two.own).hasSize(11);
    List<Instant> all = new ArrayList<>(one.service);
    all.addAll(two.service);
    assertThat(all).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_leader_that_was_frozen_finds_out_before_it_tells_anything() throws Exception {
    Worker one = new Worker("one");
    Worker two = new Worker("two");
    pass(Duration.ofMinutes(2), one, two);
    int told = one.service.size();
    pass(Duration.ofMinutes(5), two);
    one.turn.look(now);
    assertThat(one.service).hasSize(told);
    assertThat(one.turn.leads()).isFalse();
  }

  @Test
  void without_the_database_a_lead_ends_and_everybody_still_tells_itself() throws Exception {
    Worker one = new Worker("one");
    pass(Duration.ofMinutes(1), one);
    answers = false;
    pass(Duration.ofMinutes(5), one);
    assertThat(one.own).hasSize(7);
    // The last one within the lead that it had.
    assertThat(one.service).containsExactly(START, START.plusSeconds(60), START.plusSeconds(120));
    answers = true;
    pass(Duration.ofMinutes(1), one);
    assertThat(one.service).hasSizeGreaterThan(3);
  }

  @Test
  void a_lead_that_cannot_be_asked_for_is_said_once_until_it_can_be_again() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(CollectionTurn.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    AtomicReference<Throwable> failure =
        new AtomicReference<>(new SQLException("metric_leader", "42501"));
    Worker one =
        new Worker(
            "one",
            length -> {
              if (failure.get() instanceof Error error) {
                throw error;
              }
              if (failure.get() != null) {
                throw new IllegalStateException(failure.get());
              }
              return take("one", length);
            });
    try {
      pass(Duration.ofMinutes(2), one);
      assertThat(said(lines)).singleElement().asString().contains("42501");
      failure.set(null);
      pass(Duration.ofMinutes(1), one);
      failure.set(new NoClassDefFoundError());
      pass(Duration.ofMinutes(5), one);
      assertThat(said(lines)).hasSize(2).last().asString().contains("NoClassDefFoundError");
      assertThat(lines.list).allMatch(line -> line.getLevel() == Level.WARN);
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(one.own).hasSize(9);
  }

  private static List<String> said(ListAppender<ILoggingEvent> lines) {
    return lines.list.stream().map(line -> String.valueOf(line.getKeyValuePairs())).toList();
  }

  @Test
  void a_clock_that_is_set_back_silences_nobody() throws Exception {
    Worker one = new Worker("one");
    pass(Duration.ofMinutes(2), one);
    int before = one.own.size();
    now = now.minus(Duration.ofHours(1));
    pass(Duration.ofMinutes(2), one);
    assertThat(one.own).hasSize(before + 2);
  }

  @Test
  void a_database_that_hangs_holds_nobody_up_for_longer_than_the_budget() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Worker one =
        new Worker(
            "one",
            length -> {
              try {
                return never.await(1, java.util.concurrent.TimeUnit.HOURS);
              } catch (InterruptedException e) {
                return false;
              }
            });
    one.turn.look(now);
    assertThat(one.own).containsExactly(START);
    now = now.plusSeconds(60);
    one.turn.look(now);
    assertThat(one.own).hasSize(2);
  }

  private void pass(Duration length, Worker... workers) throws InterruptedException {
    Instant end = now.plus(length);
    if (now.equals(START)) {
      look(workers);
    }
    while (now.isBefore(end)) {
      now = now.plus(SETTINGS.lookout());
      look(workers);
    }
  }

  private void look(Worker... workers) throws InterruptedException {
    for (Worker worker : workers) {
      worker.turn.look(now);
    }
  }

  private static Collector collector() {
    return CollectorConfiguration.of(
        MetricFileStore.read(Optional.empty()),
        JobFiles.packaged().read(Clock.fixed(START, java.time.ZoneOffset.UTC)),
        new AbstractDataSource() {
          @Override
          public java.sql.Connection getConnection() throws SQLException {
            throw new SQLException("away", "08006");
          }

          @Override
          public java.sql.Connection getConnection(String user, String password)
              throws SQLException {
            return getConnection();
          }
        },
        () -> new Connections(0, 0, 5),
        List::of,
        job -> Optional.empty(),
        SETTINGS.budget(),
        START);
  }
}
