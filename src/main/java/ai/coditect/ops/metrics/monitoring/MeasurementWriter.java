package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.monitoring.service.DescriptorBook;
import ai.coditect.ops.metrics.monitoring.service.MonitoringClient;
import ai.coditect.ops.metrics.monitoring.service.MonitoringTroubleException;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.MeasurementRules;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where figures are handed in. Writes them to Cloud Monitoring in bounded time and says what became
 * of them; never throws for what the service, the database or a value did. Where no project is
 * configured it does nothing.
 */
public final class MeasurementWriter implements AutoCloseable {
  private final MonitoringClient client;
  private final DescriptorBook descriptors;
  private final SeriesWriter ofProcess;
  private final BusinessTurns ofBusiness;
  private final WriteTroubles troubles;
  private final boolean configured;

  MeasurementWriter(
      MonitoringClient client,
      DescriptorBook descriptors,
      SeriesWriter ofProcess,
      BusinessTurns ofBusiness,
      WriteTroubles troubles,
      boolean configured) {
    this.client = client;
    this.descriptors = descriptors;
    this.ofProcess = ofProcess;
    this.ofBusiness = ofBusiness;
    this.troubles = troubles;
    this.configured = configured;
  }

  /** Whether there is a project to write to. */
  public boolean isConfigured() {
    return configured;
  }

  /**
   * Writes them, and what waits. Those of the process do not wait for those of the business, which
   * need the database: hand them in by themselves where that matters.
   *
   * @param source who hands them in, always the same: its troubles are said and over by themselves
   */
  public WriteReport write(String source, Collection<Measurement> measurements) {
    if (!configured) {
      return WriteReport.NOTHING;
    }
    WriteReport report = WriteReport.NOTHING;
    List<Measurement> process = of(measurements, Scope.PROCESS);
    if (!process.isEmpty()) {
      report = report.plus(writeOwn(source, process));
    }
    List<Measurement> business = of(measurements, Scope.BUSINESS);
    if (!business.isEmpty()) {
      WriteTroubles.Round round = troubles.round(source, Scope.BUSINESS);
      List<Measurement> fit = fit(business, round);
      report =
          report.plus(refused(business.size() - fit.size())).plus(ofBusiness.write(fit, round));
    }
    return report;
  }

  /**
   * Describes metrics, of which some may never have a value.
   *
   * @return false where the service could not be asked about all of them
   */
  public boolean describe(Collection<MetricShape> shapes) {
    if (!configured) {
      return true;
    }
    try {
      // What is refused is refused again, and told, when it is written.
      shapes.forEach(descriptors::describe);
      return true;
    } catch (MonitoringTroubleException e) {
      return false;
    }
  }

  private WriteReport writeOwn(String source, List<Measurement> process) {
    WriteTroubles.Round round = troubles.round(source, Scope.PROCESS);
    List<Measurement> fit = fit(process, round);
    return refused(process.size() - fit.size())
        .plus(
            ofProcess.write(
                fit, ofBusiness.clockCorrection(), Instant.MIN, WritePermit.OWN, round));
  }

  private static WriteReport refused(long count) {
    return new WriteReport(0, count, 0, 0);
  }

  private static List<Measurement> of(Collection<Measurement> measurements, Scope scope) {
    return measurements.stream().filter(each -> each.scope() == scope).toList();
  }

  private static List<Measurement> fit(List<Measurement> all, WriteTroubles.Round round) {
    List<Measurement> fit = new ArrayList<>();
    for (Measurement each : all) {
      Optional<String> wrong = MeasurementRules.wrong(each);
      if (wrong.isEmpty()) {
        fit.add(each);
      } else {
        round.meet(
            new Problem(
                "Value refused: " + wrong.get() + ".",
                "figure " + each.metric(),
                "Correct what declares or computes it; the other figures are written."));
      }
    }
    return fit;
  }

  @Override
  public void close() {
    client.close();
  }
}
