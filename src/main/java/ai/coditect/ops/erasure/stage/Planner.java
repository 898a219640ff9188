package ai.coditect.ops.erasure.stage;

import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.Kept;
import ai.coditect.ops.erasure.plan.LimitPolicy;
import ai.coditect.ops.erasure.plan.PageStore;
import ai.coditect.ops.erasure.plan.PageStore.Kind;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.plan.Retention;
import ai.coditect.ops.erasure.plan.Tally;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.file.JobFile.Limits;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes the plan of a run, counts it, and holds it against the limits of the job file. */
public final class Planner {
  private static final int MOST_NAMED = 20;

  private final PlanStore plans;
  private final PageStore pages;
  private final CountStore counter;
  private final Supplier<Limits> limits;

  public Planner(PlanStore plans, PageStore pages, CountStore counter, Supplier<Limits> limits) {
    this.plans = plans;
    this.pages = pages;
    this.counter = counter;
    this.limits = limits;
  }

  /** Writes every page, and what they take from each tenant. */
  public Pages write(JobRun run, Retention wanted, boolean passOn) {
    return write(
        run,
        passOn,
        plans.dueOrganizations(wanted),
        each -> plans.duePeople(wanted, run.bite(), each));
  }

  /**
   * The same of these organizations and people.
   *
   * @param people gives them out in pages of one bite
   */
  public Pages write(
      JobRun run,
      boolean passOn,
      List<Candidate> organizations,
      Consumer<Consumer<List<Candidate>>> people) {
    plans.clearOld(run.job(), run.id());
    Statements composed = counter.statements().forRun(run.id());
    List<RowCounts> totals = new ArrayList<>();
    AtomicLong written = new AtomicLong();
    people.accept(
        page -> {
          List<RowCounts> rows = ofPeople(composed, passOn, page);
          pages.insert(run.id(), written.getAndIncrement(), Kind.PEOPLE, page, rows);
          add(totals, RowCounts.sum(rows));
        });
    long number = written.get();
    Set<UUID> ended = new HashSet<>();
    for (Candidate organization : organizations) {
      RowCounts rows = counter.ofOrganization(composed, organization.organization());
      pages.insert(run.id(), number++, Kind.ORGANIZATION, List.of(organization), List.of(rows));
      add(totals, rows);
      ended.add(organization.organization());
    }
    plans.record(run.id(), tallies(RowCounts.sum(totals), ended));
    return new Pages(written.get(), number);
  }

  /** So that what is held grows with the tenants and not with the pages. */
  private static void add(List<RowCounts> totals, RowCounts rows) {
    totals.add(rows);
    if (totals.size() == 100) {
      RowCounts sum = RowCounts.sum(totals);
      totals.clear();
      totals.add(sum);
    }
  }

  private List<RowCounts> ofPeople(Statements composed, boolean passOn, List<Candidate> page) {
    return counter.ofPeople(
        composed,
        passOn,
        page.stream().map(person -> person.user().orElseThrow()).toList(),
        page.stream().map(Candidate::organization).toList());
  }

  private List<Tally> tallies(RowCounts total, Set<UUID> ended) {
    SortedMap<String, SortedMap<UUID, Long>> byTable = new TreeMap<>();
    total
        .rows()
        .forEach(
            (group, rows) ->
                byTable
                    .computeIfAbsent(group.table(), table -> new TreeMap<>())
                    .merge(group.tenant(), rows, Long::sum));
    String people = counter.statements().people();
    Map<UUID, Long> present = plans.people(byTable.getOrDefault(people, new TreeMap<>()).keySet());
    // Of a tenant that ends, all is meant to go; organizations have a share of their own.
    present.keySet().removeAll(ended);
    List<Tally> tallies = new ArrayList<>();
    byTable.forEach(
        (table, tenants) ->
            tenants.forEach(
                (tenant, rows) ->
                    tallies.add(
                        new Tally(
                            tenant,
                            table,
                            rows,
                            Optional.of(table).filter(people::equals).map(t -> present.get(tenant)),
                            Optional.empty()))));
    return tallies;
  }

  /** Why somebody has to approve the plan of this run; empty when nobody has to. */
  public List<Problem> judge(UUID run, int few) {
    String people = counter.statements().people();
    return new LimitPolicy(limits.get(), people, counter.statements().organizations(), few)
        .judge(plans.tallies(run, people), plans.everything());
  }

  /** The same plan, and nothing is written. */
  public Forecast forecast(Retention wanted, int bite, boolean passOn) {
    Statements composed = counter.statements().compose();
    AtomicReference<RowCounts> people = new AtomicReference<>(RowCounts.NONE);
    plans.duePeople(
        wanted,
        bite,
        page -> people.set(people.get().plus(RowCounts.sum(ofPeople(composed, passOn, page)))));
    List<RowCounts> organizations = new ArrayList<>();
    plans
        .dueOrganizations(wanted)
        .forEach(each -> organizations.add(counter.ofOrganization(composed, each.organization())));
    List<Forecast.Line> lines = new ArrayList<>(people.get().lines());
    lines.addAll(RowCounts.sum(organizations).lines());
    return new Forecast(lines);
  }

  /** Whom the run left as a row of theirs could not be deleted; empty when nobody was. */
  public List<Problem> unfinished(UUID run) {
    List<Kept> kept = plans.kept(run);
    List<Problem> problems = new ArrayList<>();
    for (Kept each : kept.subList(0, Math.min(MOST_NAMED, kept.size()))) {
      problems.add(
          new Problem(
              "Cannot be deleted: "
                  + each.people()
                  + " people and "
                  + each.organizations()
                  + " organizations were left because of "
                  + each.by().words()
                  + ".",
              "run " + run,
              "\"erasures plan "
                  + run
                  + " --people\" names them. Remove what keeps their rows (a row that refers to"
                  + " them, a trigger that raises an error); the next run takes them."));
    }
    if (kept.size() > MOST_NAMED) {
      problems.add(
          new Problem(
              "Cannot be deleted: " + (kept.size() - MOST_NAMED) + " more causes.",
              "run " + run,
              "\"erasures plan " + run + "\" lists them all."));
    }
    return problems;
  }
}
