package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.GdprPurgeSettings.Exports;
import ai.coditect.ops.erasure.GdprPurgeSettings.Work;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.replay.Lookout;
import ai.coditect.ops.erasure.replay.ReplayForecast;
import ai.coditect.ops.erasure.replay.ReplayStore;
import ai.coditect.ops.erasure.stage.CarriedPlan;
import ai.coditect.ops.erasure.stage.CarriedPlan.Manner;
import ai.coditect.ops.erasure.stage.Pages;
import ai.coditect.ops.erasure.stage.Planner;
import ai.coditect.ops.erasure.stage.ViewRefreshStore;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Erases again whom a restored backup brought back. The ledger outside is read for deletions that
 * are not inside, their subjects are looked for, and whoever is found is planned, judged and erased
 * as in a purge. Then everything is looked for once more: a deletion is taken over into the ledger
 * inside when nobody of it is there, and only then is the database as new as the ledger.
 */
final class ErasureReplayJob implements OpsJob<ErasureReplaySettings> {
  static final String NAME = "erasure-replay";
  private static final String ANSWERED = "answered";
  private static final int DELETIONS_A_BITE = 100;

  private final Desk desk;
  private final Planner planner;
  private final CarriedPlan plan;
  private final Lookout lookout;
  private final ReplayStore store;
  private final ReplayForecast forecast;
  private final OtherStores others;
  private final AskedCounts asked;
  private final ViewRefreshStore views;

  ErasureReplayJob(
      Desk desk,
      Planner planner,
      CarriedPlan plan,
      Lookout lookout,
      ReplayStore store,
      ReplayForecast forecast,
      OtherStores others,
      AskedCounts asked,
      ViewRefreshStore views) {
    this.desk = desk;
    this.planner = planner;
    this.plan = plan;
    this.lookout = lookout;
    this.store = store;
    this.forecast = forecast;
    this.others = others;
    this.asked = asked;
    this.views = views;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<ErasureReplaySettings> settings() {
    return ErasureReplaySettings.class;
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
    return Set.of(
        "coditect_ops.erasure_plan", "coditect_ops.erasure_left", "coditect_ops.erasure_replay");
  }

  /** That the database is older than the ledger is what the job is there for. */
  @Override
  public List<Problem> obstacles(boolean dryRun) {
    return desk.obstaclesToReplay(dryRun);
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
  public List<Stage<ErasureReplaySettings>> stages() {
    return List.of(
        Stage.single("read", this::read),
        Stage.single("plan", this::plan),
        Stage.single("organizations", (run, set) -> plan.organizations(run, manner(set))),
        Stage.single("people", (run, set) -> plan.people(run, manner(set))),
        Stage.single("prove", this::prove),
        Stage.single("close", this::close),
        Stage.single("refresh", (run, set) -> GdprPurgeJob.refresh(views, run)));
  }

  @Override
  public Forecast forecast(JobRun run, ErasureReplaySettings settings) {
    return asked.with(forecast.of(desk.book(), passOn(settings)));
  }

  /** A stretch of the ledger a bite; the bookmark is its end. */
  private Outcome read(JobRun run, ErasureReplaySettings settings) {
    LedgerBook book = desk.book();
    if (run.bookmark().isEmpty()) {
      // Whoever erases now has not seen that the database is older.
      book.closeGate();
    }
    Lookout.Progress progress = lookout.read(run.id(), book, run.bookmark().map(Head::parse));
    if (!progress.problems().isEmpty()) {
      return new Outcome.Refused(progress.problems());
    }
    return progress
        .head()
        .map(head -> Outcome.more(head.text(), Changes.NONE))
        .orElseGet(() -> Outcome.done(Changes.NONE));
  }

  /** Writes the plan in one bite and has it judged in the next, as the purge does. */
  private Outcome plan(JobRun run, ErasureReplaySettings settings) {
    if (run.bookmark().isEmpty()) {
      var organizations = lookout.organizations(false);
      Pages pages =
          planner.write(
              run,
              passOn(settings),
              organizations,
              each -> lookout.people(desk.book().key(), organizations, false, run.bite(), each));
      return Outcome.more(pages.text(), Changes.NONE);
    }
    List<Problem> over = run.approved() ? List.of() : planner.judge(run.id(), settings.few());
    return over.isEmpty()
        ? new Outcome.Done(run.bookmark().get(), Changes.NONE)
        : new Outcome.Parked(over);
  }

  /** Looks for everybody once more: whoever is still there keeps their deletion open. */
  private Outcome prove(JobRun run, ErasureReplaySettings settings) {
    AtomicLong remain = new AtomicLong(lookout.organizations(true).size());
    lookout.people(
        desk.book().key(), List.of(), true, run.bite(), page -> remain.addAndGet(page.size()));
    return new Outcome.Done(remain.toString(), Changes.NONE);
  }

  private Outcome close(JobRun run, ErasureReplaySettings settings) {
    long taken = store.takeOver(run.id(), DELETIONS_A_BITE);
    if (taken > 0) {
      return Outcome.more("more", Changes.of("deletions-taken-over", taken));
    }
    if (!run.bookmark().equals(Optional.of(ANSWERED))) {
      store.answerRequests(run.id());
      others.askAfterReplay(run.id(), desk.peopleTable());
      return Outcome.more(ANSWERED, Changes.NONE);
    }
    LedgerBook.Settled settled = desk.book().settle();
    if (settled.problems().isEmpty()) {
      return Outcome.done(Changes.NONE);
    }
    List<Problem> problems = new ArrayList<>();
    Optional.ofNullable(run.finished().get("prove"))
        .filter(remain -> !remain.equals("0"))
        .ifPresent(
            remain ->
                problems.add(
                    new Problem(
                        remain + " who were erased before are still there.",
                        "run " + run.id(),
                        "See \"holds list\" and the run's list of those it left; release what holds"
                            + " them, then run \"erasures replay\" again.")));
    problems.addAll(planner.unfinished(run.id()));
    problems.addAll(settled.problems());
    return new Outcome.Refused(problems);
  }

  private static boolean passOn(ErasureReplaySettings settings) {
    return settings.workLeftBehind() == Work.PASS_ON;
  }

  private static Manner manner(ErasureReplaySettings settings) {
    return new Manner(passOn(settings), settings.openExports() == Exports.WAIT);
  }
}
