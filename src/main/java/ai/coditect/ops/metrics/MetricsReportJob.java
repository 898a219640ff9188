package ai.coditect.ops.metrics;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.metrics.collect.Collected;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.collect.LeadStore;
import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.figure.MetricSink.Written;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.figure.Sample.Scope;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and tells the figures of the service once. Where a serving worker does so already, a run
 * leaves it to that one: two would write the same points.
 */
final class MetricsReportJob implements OpsJob<MetricsReportSettings> {
  static final String NAME = "metrics-report";
  private static final String LEADS = "leads";

  private final Supplier<Collector> collector;
  private final Function<String, LeadStore> lead;
  private final Supplier<Optional<MetricSink>> sink;

  /**
   * @param lead by the name of whoever leads
   */
  MetricsReportJob(
      Supplier<Collector> collector,
      Function<String, LeadStore> lead,
      Supplier<Optional<MetricSink>> sink) {
    this.collector = collector;
    this.lead = lead;
    this.sink = sink;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<MetricsReportSettings> settings() {
    return MetricsReportSettings.class;
  }

  @Override
  public List<Problem> missingSettings() {
    return sink.get().isPresent()
        ? List.of()
        : List.of(
            new Problem(
                "Figures have nowhere to go: Cloud Monitoring is not set up for this worker.",
                "job " + NAME,
                "\"figures\" and \"run metrics-report --dry-run\" show them here."));
  }

  @Override
  public List<Stage<MetricsReportSettings>> stages() {
    // In two transactions: nobody waits for the row of the leader while figures are read.
    return List.of(Stage.single("lead", this::lead), Stage.single("report", this::report));
  }

  private Outcome lead(JobRun run, MetricsReportSettings settings) {
    boolean leads = lead.apply(run.id().toString()).take(settings.lead());
    return new Outcome.Done(leads ? LEADS : "", Changes.NONE);
  }

  private Outcome report(JobRun run, MetricsReportSettings settings) {
    if (!LEADS.equals(run.finished().get("lead"))) {
      return Outcome.done(Changes.NONE);
    }
    List<Sample> samples = told(collect(run));
    Written written = sink.get().map(each -> each.write(samples)).orElse(new Written(0, 0));
    lead.apply(run.id().toString()).giveUp();
    Changes told = Changes.of("figures-told", (int) written.written());
    return written.left() == 0
        ? Outcome.done(told)
        : new Outcome.Unfinished(
            List.of(
                new Problem(
                    "Figures not written: " + written.left() + " of " + samples.size() + ".",
                    "job " + NAME,
                    "\"check\" says what keeps Cloud Monitoring from taking them.")),
            told,
            TakenRows.NONE);
  }

  @Override
  public Forecast forecast(JobRun run, MetricsReportSettings settings) {
    Collected collected = collect(run);
    return new Forecast(
        List.of(new Forecast.Line("figures-told", "", told(collected).size())),
        FigureTable.of(collected));
  }

  /** What a run tells: a process that ends with it has no figures of its own. */
  private static List<Sample> told(Collected collected) {
    return collected.samples().stream().filter(sample -> sample.scope() == Scope.SERVICE).toList();
  }

  private Collected collect(JobRun run) {
    collector.get().read(run.asOf());
    return collector.get().tell(run.asOf(), true);
  }
}
