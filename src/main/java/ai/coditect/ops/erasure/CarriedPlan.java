package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.purge.OrganizationPurge;
import ai.coditect.ops.erasure.purge.PeoplePurge;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import java.util.List;
import java.util.UUID;

/** Carries a run's plan out, a page a bite: the stages after the one that is called "plan". */
final class CarriedPlan {
  private final Desk desk;
  private final PlanStore plans;
  private final PeoplePurge people;
  private final OrganizationPurge organizations;

  CarriedPlan(Desk desk, PlanStore plans, PeoplePurge people, OrganizationPurge organizations) {
    this.desk = desk;
    this.plans = plans;
    this.people = people;
    this.organizations = organizations;
  }

  /**
   * @param passOn whether what belongs to the organization passes to its OWNER or goes
   * @param waitForExports whether open exports keep people
   */
  record Manner(boolean passOn, boolean waitForExports) {}

  Outcome organizations(JobRun run, Manner manner) {
    Pages pages = pages(run);
    PageMark mark = run.bookmark().map(PageMark::parse).orElse(PageMark.at(pages.people()));
    if (mark.number() >= pages.all()) {
      return ended(mark);
    }
    List<Candidate> page = plans.page(run.id(), mark.number());
    if (page.isEmpty()) {
      return Outcome.more(mark.next().text(), Changes.NONE);
    }
    PeoplePurge.Bite bite = bite(run, new Manner(false, manner.waitForExports()), mark);
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

  Outcome people(JobRun run, Manner manner) {
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
    PeoplePurge.Bite bite = bite(run, manner, mark);
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

  private static PeoplePurge.Bite bite(JobRun run, Manner manner, PageMark mark) {
    return new PeoplePurge.Bite(
        run.id(),
        UUID.randomUUID(),
        mark.deletion(),
        run.asOf(),
        manner.passOn(),
        manner.waitForExports());
  }

  private static Pages pages(JobRun run) {
    return Pages.parse(run.finished().get("plan"));
  }
}
