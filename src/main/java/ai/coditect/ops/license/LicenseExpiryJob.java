package ai.coditect.ops.license;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.license.LicenseStore.End;
import ai.coditect.ops.license.LicenseStore.Slice;
import ai.coditect.ops.license.LicenseStore.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Takes every license through what is due by the run's instant. Each bite repeats safely: what was
 * told last is in the license's row, and is not told again.
 */
final class LicenseExpiryJob implements OpsJob<LicenseExpirySettings> {
  static final String NAME = "license-expiry";
  private static final UUID LAST_ID = new UUID(-1, -1);
  private static final Duration BETWEEN_FULL_SWEEPS = Duration.ofDays(1);

  /** Reinstated, in grace, expired: few more than a license can have due at once. */
  private static final int MOST_STEPS = 12;

  private static final int CLEARED_AT_ONCE = 20;
  private static final String ACTIVE_AGAIN = "active again after ";

  private final LicenseStore licenses;
  private final LicenseChangeStore changes;
  private final Clock clock;

  LicenseExpiryJob(LicenseStore licenses, LicenseChangeStore changes, Clock clock) {
    this.licenses = licenses;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<LicenseExpirySettings> settings() {
    return LicenseExpirySettings.class;
  }

  @Override
  public Set<String> announces() {
    return Set.of(
        "ai.coditect.license.expiring.v1",
        "ai.coditect.license.grace-started.v1",
        "ai.coditect.license.expired.v1",
        "ai.coditect.license.reinstated.v1");
  }

  @Override
  public List<Stage<LicenseExpirySettings>> stages() {
    return List.of(
        Stage.single("plan", this::plan),
        Stage.partitioned("changes", this::changes),
        Stage.partitioned("windows", this::windows),
        Stage.single("ranges", this::ranges),
        Stage.single("finish", this::finish));
  }

  @Override
  public Forecast forecast(JobRun run, LicenseExpirySettings settings) {
    return new Forecast(
        licenses.forecast(instants(run), settings, organization(run), changedOnly(run)));
  }

  /** Decides how to look for due licenses, and drops the list of changes if all are looked at. */
  private Outcome plan(JobRun run, LicenseExpirySettings settings) {
    if (run.bookmark().isEmpty()) {
      SweepPlan plan = decide(run, settings);
      boolean ahead = run.asOf().isAfter(clock.instant().plus(RunInstants.CLOCK_DIFFERENCE));
      if (ahead || plan.clearing()) {
        // What a run ahead of the clock tells too early, the next full sweep takes back.
        licenses.distrustWatermark();
      }
      if (!plan.clearing()) {
        return new Outcome.Done(plan.text(), Changes.NONE);
      }
      return Outcome.more(plan.text(), Changes.NONE);
    }
    String text = run.bookmark().get();
    int most = CLEARED_AT_ONCE * run.bite();
    return changes.clear(most) == most
        ? Outcome.more(text, Changes.NONE)
        : new Outcome.Done(SweepPlan.parse(text).cleared().text(), Changes.NONE);
  }

  private SweepPlan decide(JobRun run, LicenseExpirySettings settings) {
    if (changedOnly(run)) {
      return SweepPlan.of(SweepPlan.Kind.CHANGES);
    }
    if (organization(run).isPresent()) {
      return SweepPlan.of(SweepPlan.Kind.ORGANIZATION);
    }
    Instant now = clock.instant();
    var mark = licenses.watermark(Integer.MAX_VALUE);
    Instant reached = mark.reached().orElse(Instant.MIN);
    Instant believable = instants(run).believable();
    boolean full =
        mark.reached().isEmpty()
            || !mark.settings().equals(Optional.of(settings.fingerprint()))
            || mark.sweptAt().filter(now.minus(BETWEEN_FULL_SWEEPS)::isBefore).isEmpty()
            // Marks that a wrong clock left say nothing.
            || reached.isAfter(believable)
            || mark.sweptAt().filter(believable::isBefore).isPresent();
    if (!full) {
      List<SweepPlan.Range> ranges =
          reached.isBefore(run.asOf()) ? licenses.ranges(reached, run.asOf(), settings) : List.of();
      var size = licenses.size(ranges, Integer.MAX_VALUE);
      // By index a license costs about twenty times what it costs in a window.
      if (size.candidates() + mark.changes() <= Math.max(run.bite(), size.licenses() / 20)) {
        return SweepPlan.ranges(ranges);
      }
    }
    // Only a sweep that the watermark will vouch for may stand in for the list.
    boolean vouched =
        (!run.asOf().isBefore(reached) || reached.isAfter(believable)) && !run.asOf().isAfter(now);
    return SweepPlan.windows(
        mark.blocks(), mark.tables(), now, vouched && mark.changes() > run.bite());
  }

  private Outcome changes(JobRun run, LicenseExpirySettings settings) {
    if (run.bookmark().isEmpty()) {
      Instant latest = instants(run).believable();
      changes.expand(
          organization(run), settings.horizon(latest), settings.longestGraceBefore(latest));
      long newest = changes.newest();
      return newest == 0
          ? Outcome.done(Changes.NONE)
          : Outcome.more(Long.toString(newest), Changes.NONE);
    }
    String newest = run.bookmark().get();
    List<UUID> taken = changes.take(Long.parseLong(newest), organization(run), run.bite());
    Changes changed = Changes.NONE;
    if (!taken.isEmpty()) {
      Set<UUID> ids = new LinkedHashSet<>(taken);
      changed = advance(run, settings, Slice.of(ids));
      keepForOthers(run, settings, ids);
    }
    return taken.size() < run.bite() ? Outcome.done(changed) : Outcome.more(newest, changed);
  }

  /**
   * A change leaves the list for good, so this run must not be the only one to see it when another
   * decides by another instant: what a run of the present would still find due stays.
   */
  private void keepForOthers(JobRun run, LicenseExpirySettings settings, Set<UUID> ids) {
    Instant now = clock.instant();
    Instant soon = now.plus(RunInstants.CLOCK_DIFFERENCE);
    List<UUID> kept =
        run.asOf().isAfter(now)
            ? List.copyOf(ids)
            : licenses.findDue(ids, RunInstants.of(soon, soon), settings, ids.size());
    if (!kept.isEmpty()) {
      changes.keep(kept);
    }
  }

  private Outcome windows(JobRun run, LicenseExpirySettings settings) {
    SweepPlan plan = decided(run);
    JobRun.Partition share = run.partition();
    if (plan.kind() == SweepPlan.Kind.WINDOWS
        && share.index() == 0
        && run.bookmark().map(text -> text.startsWith(ACTIVE_AGAIN)).orElse(true)) {
      return activeAgain(run, settings);
    }
    long end = plan.blocks() * (share.index() + 1) / share.count();
    long from =
        run.bookmark().map(Long::parseLong).orElse(plan.blocks() * share.index() / share.count());
    if (from >= end) {
      return Outcome.done(Changes.NONE);
    }
    // Half as many blocks as fill a bite when a fifth of all are due: tenants wait for one bite at
    // most.
    long to = Math.min(from + Math.max(1, run.bite() / 10 / plan.tables()), end);
    Changes changed = advance(run, settings, Slice.blocks(from, to));
    return to < end ? Outcome.more(Long.toString(to), changed) : Outcome.done(changed);
  }

  /**
   * Those that somebody set active, however far ahead they end: a window looks at near ends only.
   */
  private Outcome activeAgain(JobRun run, LicenseExpirySettings settings) {
    Optional<UUID> after =
        run.bookmark().map(text -> UUID.fromString(text.substring(ACTIVE_AGAIN.length())));
    List<UUID> ids = licenses.activeAgain(after, run.bite());
    Changes changed = ids.isEmpty() ? Changes.NONE : advance(run, settings, Slice.of(ids));
    return Outcome.more(
        ids.size() < run.bite() ? "0" : ACTIVE_AGAIN + ids.get(ids.size() - 1), changed);
  }

  private Outcome ranges(JobRun run, LicenseExpirySettings settings) {
    SweepPlan plan = decided(run);
    return switch (plan.kind()) {
      case WINDOWS -> leftBehind(run, settings);
      case RANGES -> nextEnds(run, settings, plan.ranges());
      case ORGANIZATION -> nextOfOrganization(run, settings, organization(run).orElseThrow());
      case CHANGES -> Outcome.done(Changes.NONE);
    };
  }

  /** A row that moved behind the window while it passed is found here. */
  private Outcome leftBehind(JobRun run, LicenseExpirySettings settings) {
    List<UUID> ids = licenses.findDue(null, instants(run), settings, run.bite());
    Changes changed = ids.isEmpty() ? Changes.NONE : advance(run, settings, Slice.of(ids));
    return changed.isEmpty() ? Outcome.done(changed) : Outcome.more("again", changed);
  }

  private Outcome nextEnds(
      JobRun run, LicenseExpirySettings settings, List<SweepPlan.Range> ranges) {
    String[] mark = run.bookmark().map(text -> text.split(" ")).orElse(new String[] {"0"});
    int index = Integer.parseInt(mark[0]);
    if (index >= ranges.size()) {
      return Outcome.done(Changes.NONE);
    }
    SweepPlan.Range range = ranges.get(index);
    End key =
        mark.length == 1
            ? new End(range.after(), LAST_ID)
            : new End(Instant.parse(mark[1]), UUID.fromString(mark[2]));
    List<End> page = licenses.endsAfter(key, range.until(), run.bite());
    Changes changed =
        page.isEmpty()
            ? Changes.NONE
            : advance(run, settings, Slice.of(page.stream().map(End::license).toList()));
    if (page.size() < run.bite()) {
      return index + 1 < ranges.size()
          ? Outcome.more(Integer.toString(index + 1), changed)
          : Outcome.done(changed);
    }
    End last = page.get(page.size() - 1);
    return Outcome.more(index + " " + last.end() + " " + last.license(), changed);
  }

  private Outcome nextOfOrganization(
      JobRun run, LicenseExpirySettings settings, UUID organization) {
    List<UUID> ids =
        licenses.ofOrganization(organization, run.bookmark().map(UUID::fromString), run.bite());
    Changes changed = ids.isEmpty() ? Changes.NONE : advance(run, settings, Slice.of(ids));
    return ids.size() < run.bite()
        ? Outcome.done(changed)
        : Outcome.more(ids.get(ids.size() - 1).toString(), changed);
  }

  private Outcome finish(JobRun run, LicenseExpirySettings settings) {
    SweepPlan plan = decided(run);
    if (plan.movesWatermark()) {
      licenses.moveWatermark(instants(run), clock.instant(), settings, plan.startedAt());
    }
    return Outcome.done(Changes.NONE);
  }

  private Changes advance(JobRun run, LicenseExpirySettings settings, Slice slice) {
    Changes changed = Changes.NONE;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      Step step = licenses.advance(slice, run.id(), instants(run), settings);
      changed = changed.plus(step.changed());
      if (!step.unfinished()) {
        return changed;
      }
    }
    throw new IllegalStateException(
        "Due licenses keep their status. Look for a trigger on coditect_shared.licenses that"
            + " holds updates back.");
  }

  private static SweepPlan decided(JobRun run) {
    return SweepPlan.parse(run.finished().get("plan"));
  }

  private static boolean changedOnly(JobRun run) {
    return run.parameter("changed-only").filter("true"::equals).isPresent();
  }

  private static Optional<UUID> organization(JobRun run) {
    return run.parameter("organization").map(UUID::fromString);
  }

  private RunInstants instants(JobRun run) {
    return RunInstants.of(run.asOf(), clock.instant());
  }
}
