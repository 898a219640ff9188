package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.LimitPolicy;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.plan.PlanStore.Kind;
import ai.coditect.ops.erasure.plan.Retention;
import ai.coditect.ops.erasure.purge.CountStore;
import ai.coditect.ops.erasure.purge.CountStore.Counts;
import ai.coditect.ops.erasure.purge.Statements;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.file.JobFile.Limits;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes the plan of a run, counts it, and holds it against the limits of the job file. */
final class Planner {
  private final PlanStore plans;
  private final CountStore counter;
  private final Supplier<Limits> limits;

  Planner(PlanStore plans, CountStore counter, Supplier<Limits> limits) {
    this.plans = plans;
    this.counter = counter;
    this.limits = limits;
  }

  /** Writes every page, and what they take from each tenant. */
  Pages write(JobRun run, Retention wanted) {
    return write(
        run, plans.dueOrganizations(wanted), pages -> plans.duePeople(wanted, run.bite(), pages));
  }

  /**
   * The same of these organizations and people.
   *
   * @param people gives them out in pages of one bite
   */
  Pages write(
      JobRun run, List<Candidate> organizations, Consumer<Consumer<List<Candidate>>> people) {
    plans.clearOld(run.job(), run.id());
    Statements composed = counter.statements().forRun(run.id());
    Counts counts = new Counts();
    AtomicLong pages = new AtomicLong();
    people.accept(
        page -> {
          plans.insert(run.id(), pages.getAndIncrement(), Kind.PEOPLE, page);
          counter.addPeople(counts, composed, page);
        });
    long number = pages.get();
    Set<UUID> ended = new HashSet<>();
    for (Candidate organization : organizations) {
      plans.insert(run.id(), number++, Kind.ORGANIZATION, List.of(organization));
      counter.addOrganization(counts, composed, organization.organization());
      ended.add(organization.organization());
    }
    String table = counter.statements().people();
    Map<UUID, Long> present = plans.people(counts.tenantsOf(table));
    // Of a tenant that ends, all is meant to go; organizations have a share of their own.
    present.keySet().removeAll(ended);
    plans.record(run.id(), counts.tallies(table, present));
    return new Pages(pages.get(), number);
  }

  /** Why somebody has to approve the plan of this run; empty when nobody has to. */
  List<Problem> judge(UUID run, int few) {
    String people = counter.statements().people();
    return new LimitPolicy(limits.get(), people, counter.statements().organizations(), few)
        .judge(plans.tallies(run, people), plans.everything());
  }

  /** The same plan, and nothing is written. */
  Forecast forecast(Retention wanted, int bite, boolean passOn) {
    Statements composed = counter.statements().compose();
    Counts counts = new Counts();
    plans.duePeople(wanted, bite, page -> counter.addPeople(counts, composed, page));
    List<Forecast.Line> lines = new ArrayList<>(counter.lines(counts, composed, passOn));
    Counts ended = new Counts();
    plans
        .dueOrganizations(wanted)
        .forEach(each -> counter.addOrganization(ended, composed, each.organization()));
    lines.addAll(counter.lines(ended, composed, false));
    return new Forecast(lines);
  }
}
