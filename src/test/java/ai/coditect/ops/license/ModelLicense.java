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

  ModelLicense copy() {
    ModelLicense copy = new ModelLicense(id, tenant, status, end);
    copy.formerEnd = formerEnd;
    copy.told = told;
    return copy;
  }

  /** Row after row of the table until one says nothing. */
  Outcome run(RuleTable table, LicenseExpirySettings settings, Instant asOf, Instant believable) {
    List<Event> events = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    long superseded = 0;
    while (true) {
      List<Integer> due = dueNotices(settings, asOf, believable);
      Row row = table.row(describe(settings, asOf, believable, !due.isEmpty()));
      rows.add(row.number());
      if (row.told().isEmpty()) {
        return new Outcome(events, superseded, rows);
      }
      Fact fact = row.told().get();
      Status before = status;
      Optional<Told> last = told.filter(each -> each.tenant().equals(tenant.id));
      boolean here = here(believable);
      status = row.then().orElse(status);
      Optional<Integer> noticeDays = here ? last.flatMap(Told::noticeDays) : Optional.empty();
      Instant dueAt =
          switch (fact) {
            case EXPIRING -> away(-nearest(due));
            case GRACE_STARTED -> ended();
            case EXPIRED -> row.number() == 13 ? asOf : graceEnd(settings);
            case REINSTATED -> asOf;
          };
      if (fact == Fact.EXPIRING) {
        superseded += due.size() - 1;
        noticeDays = Optional.of(nearest(due));
      } else if (before == Status.ACTIVE && status != Status.ACTIVE) {
        superseded += nearerThanTold(settings, believable).size();
      }
      events.add(
          new Event(
              id,
              tenant.id,
              fact,
              end,
              dueAt,
              fact == Fact.GRACE_STARTED ? graceEnd(settings) : null,
              fact == Fact.EXPIRING ? daysLeft(asOf) : null,
              fact == Fact.REINSTATED
                  ? before == Status.ACTIVE
                      ? last.orElseThrow().stage().orElseThrow().name()
                      : before.name()
                  : null));
      Optional<Status> stage =
          fact == Fact.EXPIRING
              ? here ? last.orElseThrow().stage() : Optional.empty()
              : row.recorded();
      told =
          Optional.of(
              new Told(
                  tenant.id, end, stage, noticeDays, dueAt, told.map(Told::words).orElse(0) + 1));
    }
  }

  private Case describe(
      LicenseExpirySettings settings, Instant asOf, Instant believable, boolean due) {
    Optional<Told> last = told.filter(each -> each.tenant().equals(tenant.id));
    Recorded recorded =
        last.map(each -> Recorded.of(here(believable), each.stage())).orElse(Recorded.NOTHING);
    return new Case(status, phase(settings, asOf), recorded, due);
  }

  private End phase(LicenseExpirySettings settings, Instant asOf) {
    if (end == null || asOf.isBefore(end)) {
      return End.AHEAD;
    }
    if (asOf.isBefore(graceEnd(settings))) {
      return End.IN_GRACE;
    }
    return settings.grace().get(tenant.plan).isZero() ? End.OVER_AT_ONCE : End.OVER;
  }

  private boolean here(Instant believable) {
    return told.isPresent()
        && told.get().tenant().equals(tenant.id)
        && Objects.equals(told.get().end(), end)
        && !told.get().due().isAfter(believable);
  }

  private List<Integer> nearerThanTold(LicenseExpirySettings settings, Instant believable) {
    int told = here(believable) ? this.told.get().noticeDays().orElse(99999) : 99999;
    return settings.warnBefore().stream()
        .map(each -> each.getDays())
        .filter(n -> n < told)
        .toList();
  }

  private List<Integer> dueNotices(
      LicenseExpirySettings settings, Instant asOf, Instant believable) {
    if (end == null || !asOf.isBefore(end)) {
      return List.of();
    }
    return nearerThanTold(settings, believable).stream()
        .filter(days -> !away(-days).isAfter(asOf))
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
