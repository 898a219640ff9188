package ai.coditect.ops.metrics.monitoring;

import static ai.coditect.ops.metrics.monitoring.WritingWorker.business;
import static ai.coditect.ops.metrics.monitoring.WritingWorker.late;
import static ai.coditect.ops.metrics.monitoring.WritingWorker.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import io.grpc.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Two workers that write the same series: one at a time, and time never goes back. */
class BusinessTurnsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");
  private static final int SERIES = 250;

  private final SteppedClock clock = new SteppedClock(START);
  private LocalMonitoring service;
  private WritingWorker ada;
  private WritingWorker bob;

  @BeforeEach
  void start() {
    DATABASE.execute(
        "update coditect_ops.figure_writer set worker = null, until = '-infinity', written_through ="
            + " null");
    service = LocalMonitoring.start(clock);
    ada = WritingWorker.start("ada", service, DATABASE, clock);
    bob = WritingWorker.start("bob", service, DATABASE, clock);
  }

  @AfterEach
  void stop() {
    ada.close();
    bob.close();
    service.close();
  }

  private List<Measurement> figures() {
    return IntStream.range(0, SERIES)
        .mapToObj(i -> business("waiting", "job-" + i, i, clock.instant()))
        .toList();
  }

  private List<Instant> ends(TimeSeries series) {
    return series.getPointsList().stream().map(BusinessTurnsIT::end).toList();
  }

  private static Instant end(Point point) {
    return Instant.ofEpochSecond(
        point.getInterval().getEndTime().getSeconds(), point.getInterval().getEndTime().getNanos());
  }

  private void nothingTwiceOrBackAndNoGapAbove(Duration longest) {
    assertThat(service.refusedPoints()).isEmpty();
    assertThat(service.series()).hasSize(SERIES);
    for (TimeSeries series : service.series()) {
      List<Instant> ends = ends(series);
      assertThat(ends).isSorted().doesNotHaveDuplicates();
      for (int i = 1; i < ends.size(); i++) {
        assertThat(Duration.between(ends.get(i - 1), ends.get(i))).isLessThanOrEqualTo(longest);
      }
    }
  }

  @Test
  void workers_that_take_turns_write_each_minute_once() {
    for (int minute = 0; minute < 6; minute++) {
      WriteReport report = (minute % 2 == 0 ? ada : bob).write(figures());
      assertThat(report.written()).isEqualTo(SERIES);
      // The same minute again, from the other one: it is written already.
      WritingWorker second = minute % 2 == 0 ? bob : ada;
      assertThat(second.write(figures())).isEqualTo(new WriteReport(0, 0, 0, SERIES));
      assertThat(second.sent()).isZero();
      clock.step(Duration.ofMinutes(1));
    }
    nothingTwiceOrBackAndNoGapAbove(Duration.ofMinutes(1));
  }

  @Test
  void a_process_that_starts_again_under_its_number_does_not_go_back_behind_the_one_before() {
    JdbcClient jdbc = JdbcClient.create(DATABASE.as(LocalPostgres.WORKER));
    WriterTurnStore before = new WriterTurnStore(jdbc, MonitoringConfiguration.writerName());
    before.take(Duration.ofMinutes(1)).orElseThrow();
    before.end(Optional.of(START));
    WriterTurnStore again = new WriterTurnStore(jdbc, MonitoringConfiguration.writerName());
    assertThat(again.take(Duration.ofMinutes(1)).orElseThrow().floor()).contains(START);
    again.end(Optional.of(START));
    assertThat(again.take(Duration.ofMinutes(1)).orElseThrow().floor()).isEmpty();
  }

  @Test
  void a_writer_that_dies_in_the_middle_of_its_turn_leaves_no_double_and_no_long_gap() {
    DeathlyDataSource connection = new DeathlyDataSource();
    WritingWorker dying = WritingWorker.on("dying", service, connection, clock);
    dying.write(figures());
    clock.step(Duration.ofMinutes(1));

    // After the first of two requests nothing of hers gets out any more: as a kill leaves it.
    AtomicInteger requests = new AtomicInteger();
    service
        .faults()
        .refuse(
            request -> {
              if (request instanceof CreateTimeSeriesRequest && requests.incrementAndGet() > 1) {
                connection.dead = true;
                return Status.UNAVAILABLE;
              }
              return null;
            });
    List<Measurement> hers = figures().stream().map(WritingWorker::late).toList();
    WriteReport broken = dying.write(hers);
    assertThat(broken.written()).isEqualTo(200);
    assertThat(broken.waiting()).isEqualTo(SERIES - 200);
    service.faults().none();

    clock.step(Duration.ofMinutes(1));
    theTurnRunsOut();
    assertThat(bob.write(figures()).written()).isEqualTo(SERIES);

    // And should she come back: what she still holds is from before what he wrote.
    connection.dead = false;
    clock.step(Duration.ofMinutes(1));
    assertThat(dying.write(figures())).isEqualTo(new WriteReport(SERIES, 0, 0, SERIES - 200));
    assertThat(dying.sent()).isEqualTo(2);
    clock.step(Duration.ofMinutes(1));
    assertThat(bob.write(figures()).written()).isEqualTo(SERIES);
    nothingTwiceOrBackAndNoGapAbove(Duration.ofMinutes(2));
    dying.close();
  }

  @Test
  void a_writer_that_was_frozen_in_its_turn_writes_nothing_when_it_wakes() throws Exception {
    bob.write(figures());
    clock.step(Duration.ofMinutes(1));
    DeathlyDataSource connection = new DeathlyDataSource();
    connection.frozenAfter = 1;
    WritingWorker frozen = WritingWorker.on("frozen", service, connection, clock);
    List<Measurement> hers = figures();
    CompletableFuture<WriteReport> writing =
        CompletableFuture.supplyAsync(() -> frozen.write(hers));
    Await.until("the turn to be hers", () -> connection.frozen);
    clock.step(Duration.ofMinutes(1));
    theTurnRunsOut();
    assertThat(bob.write(figures()).written()).isEqualTo(SERIES);
    service.faults().forgetCalls();
    connection.thaw.countDown();
    assertThat(writing.get()).isEqualTo(new WriteReport(0, 0, 0, SERIES));
    assertThat(service.faults().calls("CreateTimeSeries")).isZero();
    clock.step(Duration.ofMinutes(1));
    assertThat(frozen.write(figures()).written()).isEqualTo(SERIES);
    nothingTwiceOrBackAndNoGapAbove(Duration.ofMinutes(2));
    frozen.close();
  }

  /** As half a minute does to a turn that nobody keeps. */
  private static void theTurnRunsOut() {
    DATABASE.execute("update coditect_ops.figure_writer set until = clock_timestamp()");
  }

  /** One that can be cut off, or kept from going on after some connections. */
  private static final class DeathlyDataSource extends DelegatingDataSource {
    private final CountDownLatch thaw = new CountDownLatch(1);
    private final AtomicInteger given = new AtomicInteger();
    private volatile int frozenAfter = Integer.MAX_VALUE;
    private volatile boolean dead;
    private volatile boolean frozen;

    DeathlyDataSource() {
      super(DATABASE.as(LocalPostgres.WORKER));
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (dead) {
        throw new SQLNonTransientConnectionException("dead", "08001");
      }
      if (given.incrementAndGet() > frozenAfter) {
        frozen = true;
        waitFor(thaw);
      }
      return super.getConnection();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_turn_is_one_workers_until_it_ends_or_is_not_kept() {
    WriterTurnStore hers = turns("ada");
    WriterTurnStore his = turns("bob");
    assertThat(hers.take(Duration.ofMinutes(1))).isPresent();
    assertThat(his.take(Duration.ofMinutes(1))).isEmpty();
    assertThat(his.keep(Duration.ofMinutes(1), START)).isFalse();
    assertThat(hers.keep(Duration.ofMinutes(1), START)).isTrue();
    hers.end(Optional.of(START.minusSeconds(9)));
    assertThat(his.take(Duration.ofMillis(1)))
        .get()
        .satisfies(
            turn -> {
              assertThat(turn.floor()).contains(START.minusSeconds(9));
              assertThat(turn.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            });
    Await.until("a turn that is not kept", () -> hers.take(Duration.ofMinutes(1)).isPresent());
    assertThat(his.keep(Duration.ofMinutes(1), START)).isFalse();
    his.end(Optional.empty());
    assertThat(his.take(Duration.ofMinutes(1))).isEmpty();
  }

  private static WriterTurnStore turns(String worker) {
    return new WriterTurnStore(JdbcClient.create(DATABASE.as(LocalPostgres.WORKER)), worker);
  }

  @Test
  void of_many_that_ask_at_once_one_has_the_turn() {
    List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      WriterTurnStore turns = turns("worker-" + i);
      asked.add(CompletableFuture.supplyAsync(() -> turns.take(Duration.ofMinutes(1)).isPresent()));
    }
    assertThat(asked.stream().filter(CompletableFuture::join)).hasSize(1);
  }

  @Test
  void after_an_outage_a_worker_writes_nothing_from_before_what_another_wrote() {
    service.faults().refuseAll(Status.PERMISSION_DENIED);
    ada.write(late(business("waiting", "a", 1, clock.instant())));
    clock.step(Duration.ofMinutes(1));
    bob.write(late(business("waiting", "a", 2, clock.instant())));
    clock.step(Duration.ofMinutes(1));
    service.faults().none();
    // What was announced and not taken keeps nobody from writing what is older.
    assertThat(ada.write(late(business("waiting", "a", 3, clock.instant()))).written())
        .isEqualTo(2);
    clock.step(Duration.ofMinutes(1));
    assertThat(bob.write(late(business("waiting", "a", 4, clock.instant()))))
        .isEqualTo(new WriteReport(1, 0, 0, 1));
    assertThat(bob.sent()).isEqualTo(1);
    assertThat(ends(service.series().get(0))).isSorted().hasSize(3);
    assertThat(service.refusedPoints()).isEmpty();
  }

  @Test
  void a_clock_that_is_wrong_is_corrected_by_the_databases() {
    try (LocalMonitoring now = LocalMonitoring.start(Clock.systemUTC());
        WritingWorker ahead =
            WritingWorker.correcting(
                "ahead", now, DATABASE, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(30)));
        WritingWorker behind =
            WritingWorker.correcting(
                "behind", now, DATABASE, Clock.offset(Clock.systemUTC(), Duration.ofDays(-2)))) {
      Instant early = Instant.now().plus(Duration.ofMinutes(30));
      ahead.write(process("threads", "a", 1, early));
      assertThat(ahead.troubles())
          .extracting(Problem::what)
          .singleElement()
          .asString()
          .startsWith("Clock ahead:");
      assertThat(ahead.write(business("waiting", "a", 1, early)).written()).isEqualTo(1);
      assertThat(ahead.write(process("threads", "a", 2, early.plusSeconds(9))).written())
          .isEqualTo(1);
      assertThat(ahead.troubles()).isEmpty();
      assertThat(
              behind
                  .write(
                      business(
                          "waiting",
                          "a",
                          2,
                          Instant.now().minus(Duration.ofDays(2)).plusSeconds(10)))
                  .written())
          .isEqualTo(1);
      assertThat(now.series(Measurement.PREFIX + "waiting"))
          .singleElement()
          .satisfies(
              series ->
                  assertThat(ends(series))
                      .hasSize(2)
                      .isSorted()
                      .allSatisfy(
                          at ->
                              assertThat(at)
                                  .isCloseTo(Instant.now(), within(2, ChronoUnit.MINUTES))));
    }
  }

  @Test
  void a_counter_keeps_its_start_when_its_clock_is_corrected() {
    try (LocalMonitoring now = LocalMonitoring.start(Clock.systemUTC());
        WritingWorker ahead =
            WritingWorker.correcting(
                "ahead", now, DATABASE, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(3)))) {
      Instant real = Instant.now();
      Instant begin = real.minusSeconds(600);
      assertThat(ahead.write(counter(1, begin, real.plusSeconds(120))).written()).isEqualTo(1);
      ahead.write(business("waiting", "a", 1, real.plusSeconds(180)));
      assertThat(ahead.write(counter(2, begin, real.plusSeconds(360))).written()).isEqualTo(1);
      // The process began anew: so does its counter.
      Instant again = real.plusSeconds(365);
      assertThat(ahead.write(counter(1, again, real.plusSeconds(400))).written()).isEqualTo(1);
      assertThat(now.refusedPoints()).isEmpty();
      assertThat(now.series(Measurement.PREFIX + "rows").get(0).getPointsList())
          .extracting(point -> point.getInterval().getStartTime().getSeconds())
          .startsWith(begin.getEpochSecond(), begin.getEpochSecond())
          .hasSize(3);
    }
  }

  private static Measurement counter(long value, Instant start, Instant at) {
    return Measurement.cumulative(
        "rows", "1", "Rows.", Map.of(), new Whole(value), start, at, Scope.PROCESS);
  }
}
