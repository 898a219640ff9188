package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.alert.ArrivedSeries;
import ai.coditect.ops.metrics.alert.ShippedRules;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import io.grpc.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A part is stopped, and of all shipped rules one speaks: judged by Prometheus' engine over the
 * points that a collecting worker wrote. Schedules and whole workers are stopped by {@link
 * StoppedWorkersIT}.
 */
class StoppedPartsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");
  private static final int WELL = 4;
  private static final int END = WELL + ShippedRules.GONE;

  private final RefusingDataSource database = new RefusingDataSource();

  /** Refuses connections while it is told to. */
  private static final class RefusingDataSource extends DelegatingDataSource {
    private boolean refusing;

    RefusingDataSource() {
      super(DATABASE.as(LocalPostgres.WORKER));
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (refusing) {
        throw new SQLNonTransientConnectionException("refused", "08001");
      }
      return super.getConnection();
    }

    /** As a pool says it: of a server that refuses it has none to lend, and threads wait. */
    private Connections connections() {
      return refusing ? new Connections(0, 3, 5) : new Connections(1, 0, 5);
    }
  }

  @Test
  void a_part_that_stops_raises_its_own_alert_and_no_other(@TempDir Path directory)
      throws Exception {
    ShippedRules rules = ShippedRules.orSkip(directory);
    stop(rules, "nothing", true, service -> {});
    stop(rules, "worker", false, service -> {}, "worker_absent");
    stop(rules, "database", true, service -> database.refusing = true, "figures_absent");
    database.refusing = false;
    stop(
        rules,
        "monitoring",
        true,
        service -> service.faults().refuseAll(Status.UNAVAILABLE),
        "worker_absent");
    // A leader that hangs keeps the lead, and tells nothing.
    stop(
        rules,
        "collection",
        true,
        service ->
            DATABASE.execute(
                "update coditect_ops.metric_leader set worker = 'hung', until = 'infinity'"),
        "figures_absent");
    assertThat(rules.judge()).hasSize(5).allSatisfy((scene, said) -> assertThat(said).isEmpty());
  }

  /**
   * @param lives whether the worker still does anything after the fault
   */
  private void stop(
      ShippedRules rules,
      String part,
      boolean lives,
      Consumer<LocalMonitoring> fault,
      String... alerts) {
    DATABASE.execute(
        "update coditect_ops.metric_leader set worker = null, until = '-infinity'",
        "update coditect_ops.figure_writer set worker = null, until = '-infinity', written_through"
            + " = null");
    SteppedClock clock = new SteppedClock(START);
    try (LocalMonitoring service = LocalMonitoring.start(clock);
        SteppedWorker worker =
            new SteppedWorker(part, database, database::connections, service, clock)) {
      for (int minute = 0; minute < END; minute++) {
        if (minute == WELL) {
          assertThat(service.series()).as(part).hasSizeGreaterThan(100);
          fault.accept(service);
        }
        if (minute < WELL || lives) {
          worker.look();
        }
        clock.step(SteppedWorker.MINUTE);
      }
      assertThat(service.refusedPoints()).as(part).isEmpty();
      rules.add(
          part,
          ArrivedSeries.of(service.series(), START, SteppedWorker.MINUTE, END)
              .firingOnly(WELL)
              .firingOnly(END - 1, alerts)
              .neverFiringBut(END - 1, alerts));
    }
  }
}
