package ai.coditect.ops.erasure.stage;

import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PageStore;
import ai.coditect.ops.erasure.plan.PlannedPage;
import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.purge.OrganizationPurge;
import ai.coditect.ops.erasure.purge.PeoplePurge;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Carries a run's plan out, a page a bite: the stages after the one that is called "plan". */
public final class CarriedPlan {
  private final Supplier<LedgerBook> book;
  private final PageStore pages;
  private final PeoplePurge people;
  private final OrganizationPurge organizations;
  private final AskedCounts asked;

  /**
   * @param book opened when it is first needed
   */
  public CarriedPlan(
      Supplier<LedgerBook> book,
      PageStore pages,
      PeoplePurge people,
      OrganizationPurge organizations,
      AskedCounts asked) {
    this.book = book;
    this.pages = pages;
    this.people = people;
    this.organizations = organizations;
    this.asked = asked;
  }

  /**
   * @param passOn whether what belongs to the organization passes to its OWNER or goes
   * @param waitForExports whether open exports keep people
   */
  public record Manner(boolean passOn, boolean waitForExports) {}

  public Outcome organizations(JobRun run, Manner manner) {
    Pages planned = planned(run);
    PageMark mark = run.bookmark().map(PageMark::parse).orElse(PageMark.at(planned.people()));
    if (mark.number() >= planned.all()) {
      return ended(mark);
    }
    PlannedPage page = pages.page(run.id(), mark.number());
    if (page.isEmpty()) {
      return Outcome.more(mark.next().text(), Changes.NONE);
    }
    PeoplePurge.Bite bite = bite(run, new Manner(false, manner.waitForExports()), mark);
    people.enter(bite);
    Candidate organization = page.candidates().get(0);
    RowCounts rest =
        page.planned()
            .map(each -> each.get(0))
            .orElseGet(() -> organizations.planned(bite, organization));
    OrganizationPurge.Result result =
        organizations.erase(bite, book.get(), organization, rest, run.bite());
    if (result.finished()) {
      pages.remove(run.id(), mark.number());
    } else {
      pages.recount(run.id(), mark.number(), organization, rest.minus(result.rows()));
    }
    PageMark after = result.finished() ? mark.next() : mark;
    return more(
        result.wrote() ? after.with(bite.deletion()) : after, result.rows(), result.undone());
  }

  public Outcome people(JobRun run, Manner manner) {
    Pages planned = planned(run);
    JobRun.Partition share = run.partition();
    PageMark mark = run.bookmark().map(PageMark::parse).orElse(PageMark.at(share.index()));
    if (mark.number() >= planned.people()) {
      return ended(mark);
    }
    PageMark next = mark.plus(share.count());
    PlannedPage page = pages.page(run.id(), mark.number());
    if (page.isEmpty()) {
      return Outcome.more(next.text(), Changes.NONE);
    }
    PeoplePurge.Bite bite = bite(run, manner, mark);
    people.enter(bite);
    PeoplePurge.Result result = people.erase(bite, book.get(), page);
    if (result.rest().isEmpty()) {
      pages.remove(run.id(), mark.number());
    } else {
      pages.keep(run.id(), mark.number(), result.rest());
    }
    PageMark after = result.rest().isEmpty() ? next : mark;
    return more(
        result.erased() > 0 ? after.with(bite.deletion()) : after, result.rows(), result.undone());
  }

  private Outcome more(PageMark mark, RowCounts rows, Map<String, Long> undone) {
    return new Outcome.More(
        mark.text(), asked.with(rows.changes()), rows.taken().andUndone(undone));
  }

  /** The last deletion of a stage gets its end here; those before got it from the one after. */
  private Outcome ended(PageMark mark) {
    mark.deletion().ifPresent(deletion -> book.get().end(deletion));
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

  private static Pages planned(JobRun run) {
    return Pages.parse(run.finished().get("plan"));
  }
}
