package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.GdprPurgeSettings.Exports;
import ai.coditect.ops.erasure.GdprPurgeSettings.Work;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.plan.Retention;
import ai.coditect.ops.erasure.purge.OrganizationPurge;
import ai.coditect.ops.erasure.purge.PeoplePurge;
import ai.coditect.ops.erasure.request.RequestStore;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Erases who is due. The ends of earlier deletions are settled, the plan is written and judged, and
 * then only the plan is carried out: a page a bite.
 */
final class GdprPurgeJob implements OpsJob<GdprPurgeSettings> {
  static final String NAME = "gdpr-purge";

  private final Desk desk;
  private final Planner planner;
  private final PlanStore plans;
  private final PeoplePurge people;
  private final OrganizationPurge organizations;
  private final RequestStore requests;

  GdprPurgeJob(
      Desk desk,
      Planner planner,
      PlanStore plans,
      PeoplePurge people,
      OrganizationPurge organizations,
      RequestStore requests) {
    this.desk = desk;
    this.planner = planner;
    this.plans = plans;
    this.people = people;
    this.organizations = organizations;
    this.requests = requests;
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
  public List<Problem> obstacles(boolean dryRun) {
    return desk.obstacles(dryRun);
  }

  @Override
  public List<Stage<GdprPurgeSettings>> stages() {
    return List.of(
        Stage.single("settle", this::settle),
        Stage.single("plan", this::plan),
        Stage.single("organizations", this::organizations),
        Stage.partitioned("people", this::people),
        Stage.single("finish", this::finish));
  }

  @Override
  public Forecast forecast(JobRun run, GdprPurgeSettings settings) {
    return planner.forecast(wanted(run, settings), run.bite(), passOn(settings));
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
      return Outcome.more(planner.write(run, wanted(run, settings)).text(), Changes.NONE);
    }
    List<Problem> over = run.approved() ? List.of() : planner.judge(run.id(), settings.few());
    return over.isEmpty()
        ? new Outcome.Done(run.bookmark().get(), Changes.NONE)
        : new Outcome.Parked(over);
  }

  private Outcome organizations(JobRun run, GdprPurgeSettings settings) {
    Pages pages = pages(run);
    PageMark mark = run.bookmark().map(PageMark::parse).orElse(PageMark.at(pages.people()));
    if (mark.number() >= pages.all()) {
      return ended(mark);
    }
    List<Candidate> page = plans.page(run.id(), mark.number());
    if (page.isEmpty()) {
      return Outcome.more(mark.next().text(), Changes.NONE);
    }
    PeoplePurge.Bite bite = bite(run, settings, mark, false);
    people.enter(bite);
    OrganizationPurge.Result result =
        organizations.erase(bite, desk.book(), page.get(0), run.bite());
    if (result.finished()) {
      plans.removePage(run.id(), mark.number());
    }
    PageMark after = result.finished() ? mark.next() : mark;
    return Outcome.more(
        (result.wrote() ? after.with(bite.deletion()) : after).text(), result.changed());
  }

  private Outcome people(JobRun run, GdprPurgeSettings settings) {
    Pages pages = pages(run);
    JobRun.Partition share = run.partition();
    PageMark mark = run.bookmark().map(PageMark::parse).orElse(PageMark.at(share.index()));
    if (mark.number() >= pages.people()) {
      return ended(mark);
    }
    PageMark next = mark.plus(share.count());
    List<Candidate> page = plans.page(run.id(), mark.number());
    if (page.isEmpty()) {
      return Outcome.more(next.text(), Changes.NONE);
    }
    PeoplePurge.Bite bite = bite(run, settings, mark, passOn(settings));
    people.enter(bite);
    PeoplePurge.Result result = people.erase(bite, desk.book(), page);
    plans.removePage(run.id(), mark.number());
    return Outcome.more(
        (result.erased() > 0 ? next.with(bite.deletion()) : next).text(), result.changed());
  }

  /** The last deletion of a stage gets its end here; those before got it from the one after. */
  private Outcome ended(PageMark mark) {
    mark.deletion().ifPresent(desk.book()::end);
    return Outcome.done(Changes.NONE);
  }

  /**
   * What nobody could or should erase any more is answered, and the ledger is left without open
   * ends.
   */
  private Outcome finish(JobRun run, GdprPurgeSettings settings) {
    if (requests.refuseRestored(run.id(), run.bite()) == run.bite()
        || requests.answerAbsent(run.id(), run.bite()) == run.bite()) {
      return Outcome.more("more", Changes.NONE);
    }
    return settle(run, settings);
  }

  private static PeoplePurge.Bite bite(
      JobRun run, GdprPurgeSettings settings, PageMark mark, boolean passOn) {
    return new PeoplePurge.Bite(
        run.id(),
        UUID.randomUUID(),
        mark.deletion(),
        run.asOf(),
        passOn,
        settings.openExports() == Exports.WAIT);
  }

  private static boolean passOn(GdprPurgeSettings settings) {
    return settings.workLeftBehind() == Work.PASS_ON;
  }

  private static Pages pages(JobRun run) {
    return Pages.parse(run.finished().get("plan"));
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
