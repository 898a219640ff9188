package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.job.file.JobFile.Limits;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a plan is small enough to be carried out without asking anybody.
 *
 * @param people the table of people, whose shares and history are judged
 * @param organizations the table of organizations
 * @param few so many people may always go: of a tenant, and of all together
 */
public record LimitPolicy(Limits limits, String people, String organizations, int few) {
  private static final int MOST_NAMED = 20;
  private static final String CURE =
      "Look at the plan (\"erasures plan RUN\") and at the settings of the job. If it is right,"
          + " somebody else than who started it lets it go on with \"approve RUN --by NAME\".";

  /** All there is, of every tenant. */
  public record Everything(long people, long organizations) {}

  /** Why somebody has to approve the plan; empty when nobody has to. */
  public List<Problem> judge(List<Tally> tallies, Everything everything) {
    List<Problem> problems = new ArrayList<>();
    long rows = tallies.stream().mapToLong(Tally::planned).sum();
    limits
        .mostRows()
        .filter(most -> rows > most)
        .ifPresent(
            most ->
                problems.add(
                    problem("the plan", rows + " rows are planned, more than " + most + ".")));
    long taken = planned(tallies.stream().filter(t -> t.present().isPresent()).toList(), people);
    share(taken, everything.people(), few, "people of all tenants", "all tenants", problems);
    share(
        planned(tallies, organizations),
        everything.organizations(),
        1,
        "organizations",
        "all tenants",
        problems);
    List<Problem> byTenant = new ArrayList<>();
    for (Tally tally : tallies) {
      if (tally.table().equals(people) && tally.present().isPresent() && tally.planned() > few) {
        String where = "organization " + tally.organization();
        share(tally.planned(), tally.present().get(), few, "of its people", where, byTenant);
        deviation(tally, where, byTenant);
      }
    }
    problems.addAll(byTenant.subList(0, Math.min(MOST_NAMED, byTenant.size())));
    if (byTenant.size() > MOST_NAMED) {
      problems.add(
          problem("the plan", (byTenant.size() - MOST_NAMED) + " more tenants are over a limit."));
    }
    return List.copyOf(problems);
  }

  private void share(
      long planned, long present, long free, String whose, String where, List<Problem> problems) {
    limits
        .mostPercent()
        .filter(most -> planned > free && planned * 100.0 > most * present)
        .ifPresent(
            most ->
                problems.add(
                    problem(
                        where,
                        String.format(
                            Locale.ROOT,
                            "%d of %d %s are planned, more than %s percent.",
                            planned,
                            present,
                            whose,
                            text(most)))));
  }

  private void deviation(Tally tally, String where, List<Problem> problems) {
    limits
        .deviation()
        .filter(most -> tally.usual().isPresent())
        .filter(most -> tally.planned() > most * Math.max(1, tally.usual().get()))
        .ifPresent(
            most ->
                problems.add(
                    problem(
                        where,
                        String.format(
                            Locale.ROOT,
                            "%d people are planned, more than %s times the usual %.1f.",
                            tally.planned(),
                            text(most),
                            tally.usual().get()))));
  }

  private static long planned(List<Tally> tallies, String table) {
    return tallies.stream()
        .filter(tally -> tally.table().equals(table))
        .mapToLong(Tally::planned)
        .sum();
  }

  private static String text(double limit) {
    return limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
  }

  private static Problem problem(String where, String what) {
    return new Problem(what, where, CURE);
  }
}
