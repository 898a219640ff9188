package ai.coditect.ops.license;

import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.RuleTable.Case;
import ai.coditect.ops.license.RuleTable.End;
import ai.coditect.ops.license.RuleTable.Recorded;
import ai.coditect.ops.license.RuleTable.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One license of the model: what it is, what was told about it, and what the table makes of it. */
final class ModelLicense {
  /** An organization of the model. */
  static final class Tenant {
    final UUID id;
    String plan;
    ZoneId zone;

    Tenant(UUID id, String plan, ZoneId zone) {
      this.id = id;
      this.plan = plan;
      this.zone = zone;
    }
  }

  /** What was told last, and to whom. */
  record Told(
      UUID tenant,
      @Nullable Instant end,
      Optional<Status> stage,
      Optional<Integer> noticeDays,
      Instant due,
      int words) {}

  /** An event as it must leave the database. */
  record Event(
      UUID license,
      UUID tenant,
      Fact fact,
      @Nullable Instant end,
      Instant due,
      @Nullable Instant graceEndsAt,
      @Nullable Long daysLeft,
      @Nullable String previousStatus) {}

  /**
   * @param rows of the table, in the order they fitted; the last one says nothing
   */
  record Outcome(List<Event> events, long superseded, List<Integer> rows) {}

  final UUID id;
  Tenant tenant;
  Status status;
  @Nullable Instant end;
  @Nullable Instant formerEnd;
  Optional<Told> told = Optional.empty();

  ModelLicense(UUID id, Tenant tenant, Status status, @Nullable Instant end) {
    this.id = id;
    this.tenant = tenant;
    this.status = status;
    this.end = end;
    this.formerEnd = end;
  }

  /** Row after row of the table until one says nothing. */
  Outcome run(RuleTable table, LicenseExpirySettings settings, RunInstants at) {
    List<Event> events = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    long superseded = 0;
    while (true) {
      Outcome one = step(table, settings, at);
      events.addAll(one.events());
      superseded += one.superseded();
      rows.addAll(one.rows());
      if (one.events().isEmpty()) {
        return new Outcome(events, superseded, rows);
      }
    }
  }

  Row row(RuleTable table, LicenseExpirySettings settings, RunInstants at) {
    return table.row(describe(settings, at, !dueNotices(settings, at).isEmpty()));
  }

  /** What the row says that fits. */
  Outcome step(RuleTable table, LicenseExpirySettings settings, RunInstants at) {
    List<Integer> due = dueNotices(settings, at);
    Row row = row(table, settings, at);
    if (row.told().isEmpty()) {
      return new Outcome(List.of(), 0, List.of(row.number()));
    }
    Fact fact = row.told().get();
    Status before = status;
    Optional<Told> last = told.filter(each -> each.tenant().equals(tenant.id));
    boolean here = here(at);
    status = row.then().orElse(status);
    Optional<Integer> noticeDays = here ? last.flatMap(Told::noticeDays) : Optional.empty();
    Instant dueAt =
        switch (fact) {
          case EXPIRING -> away(-nearest(due));
          case GRACE_STARTED -> ended();
          case EXPIRED -> row.number() == 13 ? at.asOf() : graceEnd(settings);
          case REINSTATED -> at.asOf();
        };
    long superseded = 0;
    if (fact == Fact.EXPIRING) {
      superseded = due.size() - 1;
      noticeDays = Optional.of(nearest(due));
    } else if (before == Status.ACTIVE && status != Status.ACTIVE) {
      superseded = nearerThanTold(settings, at).size();
    }
    Event event =
        new Event(
            id,
            tenant.id,
            fact,
            end,
            dueAt,
            fact == Fact.GRACE_STARTED ? graceEnd(settings) : null,
            fact == Fact.EXPIRING ? daysLeft(at.asOf()) : null,
            fact == Fact.REINSTATED
                ? before == Status.ACTIVE
                    ? last.orElseThrow().stage().orElseThrow().name()
                    : before.name()
                : null);
    Optional<Status> stage =
        fact == Fact.EXPIRING
            ? here ? last.orElseThrow().stage() : Optional.empty()
            : row.recorded();
    told =
        Optional.of(
            new Told(
                tenant.id, end, stage, noticeDays, dueAt, told.map(Told::words).orElse(0) + 1));
    return new Outcome(List.of(event), superseded, List.of(row.number()));
  }

  private Case describe(LicenseExpirySettings settings, RunInstants at, boolean due) {
    Optional<Told> last = told.filter(each -> each.tenant().equals(tenant.id));
    Recorded recorded =
        last.map(each -> Recorded.of(here(at), each.stage())).orElse(Recorded.NOTHING);
    return new Case(status, phase(settings, at), recorded, due);
  }

  private End phase(LicenseExpirySettings settings, RunInstants at) {
    if (end == null || at.latest().isBefore(end)) {
      return End.AHEAD;
    }
    if (at.asOf().isBefore(end)) {
      return End.PASSED_SINCE;
    }
    if (at.asOf().isBefore(graceEnd(settings))) {
      return End.IN_GRACE;
    }
    return settings.grace().get(tenant.plan).isZero() ? End.OVER_AT_ONCE : End.OVER;
  }

  private boolean here(RunInstants at) {
    return told.isPresent()
        && told.get().tenant().equals(tenant.id)
        && Objects.equals(told.get().end(), end)
        && !told.get().due().isAfter(at.believable());
  }

  private List<Integer> nearerThanTold(LicenseExpirySettings settings, RunInstants at) {
    int told = here(at) ? this.told.get().noticeDays().orElse(99999) : 99999;
    return settings.warnBefore().stream()
        .map(each -> each.getDays())
        .filter(n -> n < told)
        .toList();
  }

  private List<Integer> dueNotices(LicenseExpirySettings settings, RunInstants at) {
    if (end == null || !at.asOf().isBefore(end)) {
      return List.of();
    }
    return nearerThanTold(settings, at).stream()
        .filter(days -> !away(-days).isAfter(at.asOf()))
        .toList();
  }

  private static int nearest(List<Integer> due) {
    return due.stream().min(Comparator.naturalOrder()).orElseThrow();
  }

  private long daysLeft(Instant asOf) {
    long days = 0;
    while (away(-days).isAfter(asOf)) {
      days++;
    }
    return days;
  }

  private Instant graceEnd(LicenseExpirySettings settings) {
    int days = settings.grace().get(tenant.plan).getDays();
    return days == 0 ? ended() : away(days);
  }

  private Instant ended() {
    return Objects.requireNonNull(end);
  }

  private Instant away(long days) {
    return sameTime(ended(), tenant.zone, days);
  }

  /**
   * The same time on the wall so many days away, by what the zone says of that time: none (as much
   * later as the clocks skip), one, or two (the second).
   */
  static Instant sameTime(Instant from, ZoneId zone, long days) {
    LocalDateTime local = LocalDateTime.ofInstant(from, zone).plusDays(days);
    List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
    if (valid.isEmpty()) {
      ZoneOffsetTransition gap = zone.getRules().getTransition(local);
      return local.toInstant(gap.getOffsetBefore());
    }
    return local.toInstant(valid.get(valid.size() - 1));
  }
}
