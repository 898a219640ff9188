package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What writes figures in a worker, with a short patience. */
final class WritingWorker implements AutoCloseable {
  static final String PROJECT = "demo-project";

  /** For a machine that is busy with other things. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MeasurementWriter writer;
  private final LocalMonitoring service;
  private final Clock clock;
  private final WriteTroubles troubles = new WriteTroubles();
  private long sent;

  private WritingWorker(
      String name,
      LocalMonitoring service,
      DataSource database,
      Clock clock,
      Duration clocksAgreeWithin,
      long mostWaitingBytes,
      Duration answerWithin) {
    this.clock = clock;
    this.service = service;
    writer =
        MonitoringConfiguration.writer(
            new MonitoringSettings(
                Optional.of(PROJECT),
                Optional.of(service.endpoint()),
                answerWithin,
                Duration.ofMinutes(2),
                Duration.ofMillis(5),
                PATIENCE.multipliedBy(3),
                clocksAgreeWithin,
                mostWaitingBytes),
            troubles,
            new WriterTurnStore(JdbcClient.create(database), name),
            () -> SeriesResource.ofHost(name),
            clock);
  }

  /** Its clock may be anything: nothing is corrected by the database's. */
  static WritingWorker start(
      String name, LocalMonitoring service, LocalPostgres.Database database, Clock clock) {
    return new WritingWorker(
        name,
        service,
        database.as(LocalPostgres.WORKER),
        clock,
        Duration.ofDays(999),
        8_000_000,
        PATIENCE);
  }

  /** One that gives a request up soon. */
  static WritingWorker hasty(
      LocalMonitoring service, LocalPostgres.Database database, Clock clock) {
    return new WritingWorker(
        "hasty",
        service,
        database.as(LocalPostgres.WORKER),
        clock,
        Duration.ofDays(999),
        8_000_000,
        Duration.ofMillis(200));
  }

  static WritingWorker withRoomFor(
      long bytes, LocalMonitoring service, LocalPostgres.Database database, Clock clock) {
    return new WritingWorker(
        "small",
        service,
        database.as(LocalPostgres.WORKER),
        clock,
        Duration.ofDays(999),
        bytes,
        PATIENCE);
  }

  static WritingWorker correcting(
      String name, LocalMonitoring service, LocalPostgres.Database database, Clock clock) {
    return new WritingWorker(
        name,
        service,
        database.as(LocalPostgres.WORKER),
        clock,
        Duration.ofSeconds(2),
        8_000_000,
        PATIENCE);
  }

  static WritingWorker on(String name, LocalMonitoring service, DataSource database, Clock clock) {
    return new WritingWorker(
        name, service, database, clock, Duration.ofDays(999), 8_000_000, PATIENCE);
  }

  WriteReport write(Measurement... measurements) {
    return write(List.of(measurements));
  }

  WriteReport write(List<Measurement> measurements) {
    long before = requests();
    try {
      return writer.write("test", measurements);
    } finally {
      sent = requests() - before;
    }
  }

  private long requests() {
    return service.faults().calls("CreateTimeSeries");
  }

  /** How often points were sent to the service, by whomever, while this one last wrote. */
  long sent() {
    return sent;
  }

  /** The same, to be written also when it is hours old. */
  static Measurement late(Measurement each) {
    return new Measurement(
        each.metric(),
        each.kind(),
        each.unit(),
        each.description(),
        each.labels(),
        each.value(),
        each.at(),
        each.start(),
        each.scope(),
        true);
  }

  List<Problem> troubles() {
    return troubles.standing(clock.instant());
  }

  static Measurement business(String metric, String job, long value, Instant at) {
    return of(metric, job, value, at, Scope.BUSINESS);
  }

  static Measurement process(String metric, String job, long value, Instant at) {
    return of(metric, job, value, at, Scope.PROCESS);
  }

  private static Measurement of(String metric, String job, long value, Instant at, Scope scope) {
    return Measurement.gauge(
        metric, "{run}", "Runs that wait.", Map.of("job", job), new Whole(value), at, scope);
  }

  @Override
  public void close() {
    writer.close();
  }
}
