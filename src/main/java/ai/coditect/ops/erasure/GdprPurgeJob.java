package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.GdprPurgeSettings.Exports;
import ai.coditect.ops.erasure.GdprPurgeSettings.Work;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Retention;
import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.request.RequestStore;
import ai.coditect.ops.erasure.stage.CarriedPlan;
import ai.coditect.ops.erasure.stage.CarriedPlan.Manner;
import ai.coditect.ops.erasure.stage.Planner;
import ai.coditect.ops.erasure.stage.ViewRefreshStore;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Erases who is due. The ends of earlier deletions are settled, the plan is written and judged, and
 * then only the plan is carried out: a page a bite.
 */
final class GdprPurgeJob implements OpsJob<GdprPurgeSettings> {
  static final String NAME = "gdpr-purge";

  private final Desk desk;
  private final Planner planner;
  private final CarriedPlan plan;
  private final RequestStore requests;
  private final OtherStores others;
  private final AskedCounts asked;
  private final ViewRefreshStore views;

  GdprPurgeJob(
      Desk desk,
      Planner planner,
      CarriedPlan plan,
      RequestStore requests,
      OtherStores others,
      AskedCounts asked,
      ViewRefreshStore views) {
    this.desk = desk;
    this.planner = planner;
    this.plan = plan;
    this.requests = requests;
    this.others = others;
    this.asked = asked;
    this.views = views;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<GdprPurgeSettings> settings() {
    return GdprPurgeSettings.class;
  }

  @Override
  public List<Problem> missingSettings() {
    return desk.missingSettings();
  }

  @Override
  public boolean planned() {
    return true;
  }

  @Override
  public Set<String> workTables() {
    return Set.of("coditect_ops.erasure_plan", "coditect_ops.erasure_left");
  }

  @Override
  public List<Problem> obstacles(boolean dryRun) {
    return desk.obstacles(dryRun);
  }

  @Override
  public Set<String> announces() {
    return Set.of(
        "ai.coditect.privacy.erasure.completed.v1",
        "ai.coditect.privacy.erasure.refused.v1",
        "ai.coditect.privacy.erasure.propagated.v1",
        "ai.coditect.privacy.erasure.fulfilled.v1");
  }

  @Override
  public List<Stage<GdprPurgeSettings>> stages() {
    return List.of(
        Stage.single("settle", this::settle),
        Stage.single("plan", this::plan),
        Stage.single("organizations", (run, set) -> plan.organizations(run, manner(set))),
        Stage.partitioned("people", (run, set) -> plan.people(run, manner(set))),
        Stage.single("refresh", (run, set) -> refresh(views, run)),
        Stage.single("finish", this::finish));
  }

  @Override
  public Forecast forecast(JobRun run, GdprPurgeSettings settings) {
    return asked.with(planner.forecast(wanted(run, settings), run.bite(), passOn(settings)));
  }

  private Outcome settle(JobRun run, GdprPurgeSettings settings) {
    LedgerBook.Settled settled = desk.book().settle();
    return settled.problems().isEmpty()
        ? Outcome.done(Changes.NONE)
        : new Outcome.Refused(settled.problems());
  }

  /** Writes the plan in one bite and has it judged in the next: a parked run keeps its plan. */
  private Outcome plan(JobRun run, GdprPurgeSettings settings) {
    if (run.bookmark().isEmpty()) {
      return Outcome.more(
          planner.write(run, wanted(run, settings), passOn(settings)).text(), Changes.NONE);
    }
    List<Problem> over = run.approved() ? List.of() : planner.judge(run.id(), settings.few());
    return over.isEmpty()
        ? new Outcome.Done(run.bookmark().get(), Changes.NONE)
        : new Outcome.Parked(over);
  }

  /** A materialized view a bite, of those that still have what was taken. */
  static Outcome refresh(ViewRefreshStore views, JobRun run) {
    Optional<String> stale = views.stale();
    if (stale.isEmpty()) {
      return Outcome.done(Changes.NONE);
    }
    views.refresh(stale.get(), run.id());
    return Outcome.more("refreshed", Changes.NONE);
  }

  /**
   * What nobody could or should erase any more is answered, and the ledger is left without open
   * ends. A run that left somebody whose rows cannot go has not done all it was to do.
   */
  private Outcome finish(JobRun run, GdprPurgeSettings settings) {
    if (requests.refuseRestored(run.id(), run.bite()) == run.bite()
        || requests.answerAbsent(run.id(), run.bite()) == run.bite()) {
      return Outcome.more("more", Changes.NONE);
    }
    others.sweep();
    Outcome settled = settle(run, settings);
    List<Problem> unfinished = planner.unfinished(run.id());
    return settled instanceof Outcome.Done && !unfinished.isEmpty()
        ? new Outcome.Unfinished(unfinished, Changes.NONE, TakenRows.NONE)
        : settled;
  }

  private static boolean passOn(GdprPurgeSettings settings) {
    return settings.workLeftBehind() == Work.PASS_ON;
  }

  private static Manner manner(GdprPurgeSettings settings) {
    return new Manner(passOn(settings), settings.openExports() == Exports.WAIT);
  }

  private static Retention wanted(JobRun run, GdprPurgeSettings settings) {
    return new Retention(
        run.asOf(),
        settings.retention(),
        settings.organizationRetention(),
        settings.horizon(run.asOf()),
        run.parameter("requested-only").filter("true"::equals).isPresent(),
        Optional.ofNullable(run.parameters().get("organization")).map(UUID::fromString));
  }
}
