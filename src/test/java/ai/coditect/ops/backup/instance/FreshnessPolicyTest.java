package ai.coditect.ops.backup.instance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.instance.FreshnessPolicy.Seen;
import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import ai.coditect.ops.backup.instance.InstanceState.Backups;
import ai.coditect.ops.backup.instance.InstanceState.Keeping;
import ai.coditect.ops.backup.instance.InstanceState.Network;
import ai.coditect.ops.backup.instance.InstanceState.RecoveryWindow;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FreshnessPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-27T05:00:00Z");
  private static final FreshnessPolicy POLICY =
      new FreshnessPolicy(
          new ExpectedBackups(
              Duration.ofHours(29),
              Duration.ofMinutes(30),
              7,
              7,
              "03:00",
              Optional.of("us-central1")));
  private static final Backups BACKUPS =
      new Backups(
          true,
          Optional.of("03:00"),
          Optional.of(7),
          Optional.of("COUNT"),
          true,
          Optional.of(7),
          Optional.of("us-central1"));

  private static InstanceState instance(Backups backups, Keeping keeping, String state) {
    return new InstanceState(
        "p1",
        "db",
        state,
        "us-central1",
        "POSTGRES_15",
        Optional.of(10L),
        backups,
        new Network(true, false, Optional.of("ENCRYPTED_ONLY")),
        keeping,
        true,
        Optional.empty(),
        List.of(),
        Optional.of(NOW.minus(Duration.ofDays(1))));
  }

  /** Seven nights after an instance was made seven are there, unless somebody deleted one. */
  @Test
  void backups_that_are_gone_are_missed_whatever_the_setting_says() {
    assertThat(wrong(made(Duration.ofDays(400), 7))).isEmpty();
    assertThat(wrong(made(Duration.ofDays(400), 8))).isEmpty();
    assertThat(wrong(made(Duration.ofDays(400), 6))).containsExactly("backups-retained");
    // Young instances: the first night, and one more each day.
    assertThat(wrong(made(Duration.ofHours(29 + 24).minusSeconds(1), 1))).isEmpty();
    assertThat(wrong(made(Duration.ofHours(29 + 24), 1))).containsExactly("backups-retained");
    Seen young = made(Duration.ofHours(29).minusSeconds(1), 0);
    assertThat(wrong(young)).containsExactly("newest-backup");
    // What could not be read is not missed.
    Problem refused = new Problem("Refused.", "instance", "Cure it.");
    Seen unread = made(Duration.ofDays(400), 0);
    assertThat(
            wrong(
                new Seen(
                    unread.instance(),
                    List.of(),
                    unread.window(),
                    Map.of(FreshnessPolicy.NEWEST, refused))))
        .containsExactly("newest-backup");
  }

  private static Seen made(Duration ago, int backups) {
    InstanceState now = fine().instance();
    InstanceState then =
        new InstanceState(
            now.project(),
            now.name(),
            now.state(),
            now.region(),
            now.version(),
            now.diskGb(),
            now.backups(),
            now.network(),
            now.keeping(),
            now.storageAutoResize(),
            now.maintenance(),
            now.flags(),
            Optional.of(NOW.minus(ago)));
    return new Seen(
        then,
        IntStream.range(0, backups)
            .mapToObj(day -> automated("SUCCESSFUL", NOW.minus(Duration.ofHours(2 + 24L * day))))
            .toList(),
        fine().window(),
        Map.of());
  }

  private static Seen fine() {
    return new Seen(
        instance(BACKUPS, new Keeping(true, true, true), "RUNNABLE"),
        List.of(automated("SUCCESSFUL", NOW.minus(Duration.ofHours(2)))),
        Optional.of(
            new RecoveryWindow(
                Optional.of(NOW.minus(Duration.ofDays(7))),
                Optional.of(NOW.minus(Duration.ofMinutes(5))))),
        Map.of());
  }

  private static BackupRun automated(String status, Instant ended) {
    return new BackupRun(
        "1",
        "AUTOMATED",
        status,
        Optional.of(ended.minusSeconds(60)),
        Optional.of(ended),
        Optional.of("us-central1"),
        status.equals("FAILED") ? Optional.of("INTERNAL_ERROR") : Optional.empty());
  }

  private static List<String> wrong(Seen seen) {
    return POLICY.judge(seen, NOW).stream()
        .filter(point -> point.problem().isPresent())
        .map(Point::name)
        .toList();
  }

  @Test
  void an_instance_as_expected_has_no_point_that_is_wrong() {
    assertThat(wrong(fine())).isEmpty();
    assertThat(POLICY.judge(fine(), NOW)).hasSize(12);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        // An instance that never had a backup shows its counts all the same.
        fault(
            "backups-enabled",
            b -> backups(false, b.startTime(), b.retained(), true, b.logDays(), b.location())),
        fault(
            "backups-retained",
            b -> backups(true, b.startTime(), Optional.of(6), true, b.logDays(), b.location())),
        fault(
            "point-in-time-recovery",
            b -> backups(true, b.startTime(), b.retained(), false, b.logDays(), b.location())),
        fault(
            "recovery-log-days",
            b -> backups(true, b.startTime(), b.retained(), true, Optional.of(6), b.location())),
        fault(
            "backup-window",
            b ->
                backups(true, Optional.of("04:00"), b.retained(), true, b.logDays(), b.location())),
        fault(
            "backup-location",
            b -> backups(true, b.startTime(), b.retained(), true, b.logDays(), Optional.empty())),
        fault(
            "backup-location",
            b -> backups(true, b.startTime(), b.retained(), true, b.logDays(), Optional.of("eu"))));
  }

  private static Arguments fault(String name, UnaryOperator<Backups> change) {
    return Arguments.of(name, change);
  }

  private static Backups backups(
      boolean enabled,
      Optional<String> start,
      Optional<Integer> retained,
      boolean recovery,
      Optional<Integer> logDays,
      Optional<String> location) {
    return new Backups(enabled, start, retained, Optional.of("COUNT"), recovery, logDays, location);
  }

  @Test
  void a_retention_whose_unit_nobody_named_is_a_count_and_any_other_is_not() {
    Seen seen = fine();
    for (String unit : List.of("RETENTION_UNIT_UNSPECIFIED", "COUNT", "DAYS")) {
      Backups kept =
          new Backups(
              true,
              BACKUPS.startTime(),
              BACKUPS.retained(),
              Optional.of(unit),
              true,
              BACKUPS.logDays(),
              BACKUPS.location());
      InstanceState changed = instance(kept, seen.instance().keeping(), "RUNNABLE");
      assertThat(wrong(new Seen(changed, seen.backups(), seen.window(), Map.of())).isEmpty())
          .as(unit)
          .isEqualTo(!unit.equals("DAYS"));
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void each_fault_is_named_and_nothing_else(String name, UnaryOperator<Backups> change) {
    Seen seen = fine();
    InstanceState changed = instance(change.apply(BACKUPS), seen.instance().keeping(), "RUNNABLE");
    assertThat(wrong(new Seen(changed, seen.backups(), seen.window(), Map.of())))
        .containsExactly(name);
  }

  @Test
  void what_a_deletion_would_leave_is_looked_at() {
    Seen seen = fine();
    InstanceState bare = instance(BACKUPS, new Keeping(false, false, false), "RUNNABLE");
    assertThat(wrong(new Seen(bare, seen.backups(), seen.window(), Map.of())))
        .containsExactly("deletion-protection", "final-backup", "backups-outlive-the-instance");
  }

  @Test
  void an_instance_that_is_suspended_is_named() {
    Seen seen = fine();
    InstanceState suspended = instance(BACKUPS, seen.instance().keeping(), "SUSPENDED");
    assertThat(wrong(new Seen(suspended, seen.backups(), seen.window(), Map.of())))
        .containsExactly("instance-runnable");
  }

  /** One microsecond decides. */
  @Test
  void the_newest_backup_is_fresh_up_to_its_limit() {
    Instant limit = NOW.minus(Duration.ofHours(29));
    assertThat(wrong(with(automated("SUCCESSFUL", limit.plusNanos(1000))))).isEmpty();
    assertThat(wrong(with(automated("SUCCESSFUL", limit)))).isEmpty();
    assertThat(wrong(with(automated("SUCCESSFUL", limit.minusNanos(1000)))))
        .containsExactly("newest-backup");
  }

  @Test
  void only_an_automated_success_counts() {
    Instant now = NOW.minus(Duration.ofHours(1));
    for (String status :
        List.of("FAILED", "SKIPPED", "RUNNING", "OVERDUE", "DELETED", "SUCCEEDED")) {
      assertThat(wrong(with(automated(status, now)))).as(status).containsExactly("newest-backup");
    }
    BackupRun byHand =
        new BackupRun(
            "2",
            "ON_DEMAND",
            "SUCCESSFUL",
            Optional.of(now),
            Optional.of(now),
            Optional.empty(),
            Optional.empty());
    assertThat(wrong(with(byHand))).containsExactly("newest-backup");
    assertThat(wrong(with())).containsExactly("newest-backup");
  }

  @Test
  void a_failure_since_the_newest_success_is_told_and_is_no_failure_of_itself() {
    Seen seen =
        with(
            automated("FAILED", NOW.minus(Duration.ofHours(1))),
            automated("SUCCESSFUL", NOW.minus(Duration.ofHours(25))),
            automated("FAILED", NOW.minus(Duration.ofHours(49))));
    assertThat(wrong(seen)).isEmpty();
    assertThat(POLICY.judge(seen, NOW))
        .filteredOn(point -> point.name().equals("newest-backup"))
        .extracting(Point::measured)
        .containsExactly("25h old, 1 failed since (INTERNAL_ERROR)");
  }

  @Test
  void recovery_lags_no_further_than_its_limit() {
    Instant limit = NOW.minus(Duration.ofMinutes(30));
    assertThat(wrong(recoverable(Optional.of(limit)))).isEmpty();
    assertThat(wrong(recoverable(Optional.of(limit.minusNanos(1000)))))
        .containsExactly("recovery-fresh");
    assertThat(wrong(recoverable(Optional.empty()))).containsExactly("recovery-fresh");
    // Answered after the run fixed its instant.
    assertThat(wrong(recoverable(Optional.of(NOW.plusSeconds(60))))).isEmpty();
  }

  @Test
  void by_how_much_a_limit_is_missed_is_told() {
    Instant ended = NOW.minus(Duration.ofHours(29)).minusSeconds(20);
    assertThat(measured(with(automated("SUCCESSFUL", ended)), "newest-backup"))
        .isEqualTo("29h old (20s over the limit)");
    Instant latest = NOW.minus(Duration.ofMinutes(30));
    assertThat(measured(recoverable(Optional.of(latest)), "recovery-fresh"))
        .isEqualTo("30m behind");
    assertThat(measured(recoverable(Optional.of(latest.minusNanos(1000))), "recovery-fresh"))
        .isEqualTo("30m behind (0.1s over the limit)");
  }

  private static String measured(Seen seen, String name) {
    return POLICY.judge(seen, NOW).stream()
        .filter(point -> point.name().equals(name))
        .map(Point::measured)
        .findFirst()
        .orElseThrow();
  }

  private static Seen with(BackupRun... runs) {
    return new Seen(fine().instance(), List.of(runs), fine().window(), Map.of());
  }

  private static Seen recoverable(Optional<Instant> latest) {
    return new Seen(
        fine().instance(),
        fine().backups(),
        Optional.of(new RecoveryWindow(Optional.empty(), latest)),
        Map.of());
  }
}
