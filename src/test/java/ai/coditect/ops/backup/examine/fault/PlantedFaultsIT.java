package ai.coditect.ops.backup.examine.fault;

import static ai.coditect.ops.backup.examine.ExaminedTenants.TOLERANCE;
import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.backup.examine.ExaminedTenants;
import ai.coditect.ops.backup.examine.Examiner;
import ai.coditect.ops.backup.examine.Expectation;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a server of its own: some faults are about roles. */
final class PlantedFaultsIT {
  private static LocalPostgres server;
  private static Database source;
  private static Marker newest;
  private static @Nullable FaultReports reports;

  @BeforeAll
  static void mark() {
    server = LocalPostgres.another();
    source = server.migrated();
    ExaminedTenants.plant(source, 3);
    ExaminedTenants.hold(source);
    TakenMarkers.take(source);
    newest = TakenMarkers.take(source);
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void an_undamaged_copy_passes_more_than_forty_checks() {
    Database copy = server.copyOf(source);
    Examination clean = examiner().examine(client(copy), expecting(copy, newest));
    assertThat(clean.results()).filteredOn(r -> r.verdict() == Verdict.FAILED).isEmpty();
    assertThat(clean.results()).filteredOn(r -> r.verdict() == Verdict.INCONCLUSIVE).isEmpty();
    assertThat(clean.results()).extracting(Examination.Result::name).doesNotHaveDuplicates();
    assertThat(clean.names(Verdict.OK).stream().filter(name -> !name.startsWith("file-")).count())
        .isGreaterThanOrEqualTo(40);
    assertThat(clean.marker()).contains(2L);
    assertThat(clean.results())
        .filteredOn(r -> r.name().equals("rows-unchanged"))
        .extracting(Examination.Result::measured)
        .containsExactly(
            "12 shares of a tenant in a table equal to the row, 0 written to since, 0 left open");
  }

  @Test
  void every_fault_is_named_and_nothing_else_is_blamed_for_it() {
    Examination before = reports().before();
    Map<Fault, List<String>> unseen = new TreeMap<>();
    reports()
        .after()
        .forEach(
            (fault, after) -> {
              if (!fault.isNamed(before, after)) {
                unseen.put(fault, after.names(Verdict.FAILED));
              }
              assertThat(after.names(Verdict.FAILED)).as(fault.label()).hasSizeLessThanOrEqualTo(5);
            });
    assertThat(unseen).isEmpty();
    assertThat(reports().after()).hasSameSizeAs(Fault.values());
    assertThat(Fault.possible(true)).hasSizeGreaterThanOrEqualTo(15);
  }

  private static FaultReports reports() {
    if (reports == null) {
      reports = FaultReports.of(server, source, newest);
    }
    return reports;
  }

  /** By the tenants that were counted, and by a question of its own where none could be. */
  @Test
  void rows_of_an_organization_that_is_gone_are_orphans_with_a_marker_and_without() {
    Database copy = server.copyOf(source);
    copy.execute(
        "set session_replication_role = replica",
        "delete from coditect_shared.organizations where id ="
            + " (select organization_id from coditect_shared.projects limit 1)");
    Expectation expected = expecting(copy, newest);
    String counted = orphans(copy, expected);
    copy.execute("delete from coditect_ops.backup_marker_figures");
    String asked = orphans(copy, expected);
    assertThat(counted)
        .startsWith("3: coditect_shared.licenses licenses_organization_id_fkey")
        .isEqualTo(asked);
  }

  private static String orphans(Database copy, Expectation expected) {
    return examiner().examine(client(copy), expected).results().stream()
        .filter(result -> result.name().equals("foreign-keys-hold"))
        .filter(result -> result.verdict() == Verdict.FAILED)
        .map(Examination.Result::measured)
        .findFirst()
        .orElse("no orphan");
  }

  @Test
  void an_administrator_as_cloud_sql_has_it_can_make_every_check() {
    Database copy = server.copyOf(source);
    Examination found =
        examiner().examine(FaultReports.asOnCloudSql(copy), expecting(copy, newest));
    assertThat(found.verdict()).as(found.toString()).isEqualTo(Verdict.OK);
  }

  @Test
  void whatever_a_drill_draws_is_named() {
    for (long seed = 0; seed < 3; seed++) {
      Fault drawn = draw(seed, reports().before());
      assertThat(drawn.isNamed(reports().before(), reports().after().get(drawn)))
          .as(drawn.label())
          .isTrue();
    }
  }

  @Test
  void whatever_can_be_planted_where_there_is_little_to_damage_is_named() {
    List<String> blind = new ArrayList<>();
    for (int tenants = 0; tenants < 2; tenants++) {
      Database few = server.migrated();
      if (tenants > 0) {
        ExaminedTenants.plant(few, tenants);
        ExaminedTenants.hold(few);
      }
      Marker marker = TakenMarkers.take(few);
      // With a tenant, check files of a team that knows nothing of ours.
      Examiner asked =
          tenants == 0
              ? examiner()
              : new Examiner(examiner().keys(), List.of(), Optional.empty(), Clock.systemUTC());
      Examination before = asked.examine(client(few), expecting(few, marker));
      int with = tenants;
      reports()
          .unnamed(server, few, asked, before, marker)
          .forEach(fault -> blind.add(fault.label() + " with " + with + " tenants"));
    }
    assertThat(blind).isEmpty();
  }

  @Test
  void what_a_migration_on_record_would_excuse_is_not_planted_and_the_rest_is_named() {
    Database migrated = server.copyOf(source);
    ExaminedTenants.record(migrated);
    Examination before = examiner().examine(client(migrated), expecting(migrated, newest));
    assertThat(before.verdict()).isEqualTo(Verdict.OK);
    List<Fault> excused =
        Fault.possible(true).stream().filter(fault -> !fault.canBeNamed(before)).toList();
    assertThat(excused)
        .containsExactlyInAnyOrder(
            Fault.CHANGED_TYPE, Fault.NULLS_ALLOWED, Fault.DROPPED_INDEX, Fault.CHANGED_FUNCTION);
    assertThat(reports().unnamed(server, migrated, examiner(), before, newest)).isEmpty();
  }

  @Test
  void only_what_a_check_that_was_ok_would_name_is_drawn() {
    FaultStore copy = new FaultStore(client(server.copyOf(source)));
    Examination first =
        new Examination(
            Instant.EPOCH,
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            List.of(
                Examination.Result.of("policies", "ok", "", "", "", ""),
                Examination.Result.of("triggers-on", "not-applicable", "", "", "", "")));
    NegativeControl control = new NegativeControl(copy, true);
    assertThat(control.plant(1, TOLERANCE, first)).contains(Fault.DROPPED_POLICY);
    // It is gone now, and nothing else would be named.
    assertThat(control.plant(1, TOLERANCE, first)).isEmpty();
  }

  @Test
  void the_same_seed_draws_the_same_fault_whatever_else_cannot_be_named() {
    Examination all = reports().before();
    for (long seed = 0; seed < 3; seed++) {
      Fault drawn = draw(seed, all);
      String other = drawn == Fault.DISABLED_TRIGGER ? "functions" : "triggers-on";
      Examination fewer =
          new Examination(
              all.startedAt(),
              all.took(),
              all.marker(),
              all.recoveryPoint(),
              all.results().stream().filter(result -> !result.name().equals(other)).toList());
      assertThat(draw(seed, fewer)).as("seed " + seed).isEqualTo(drawn);
    }
  }

  private static Fault draw(long seed, Examination before) {
    Database copy = server.copyOf(source);
    Fault planted =
        new NegativeControl(new FaultStore(client(copy)), true)
            .plant(seed, TOLERANCE, before)
            .orElseThrow();
    FaultReports.undo(planted, copy);
    return planted;
  }

  @Test
  void the_same_seed_draws_the_same_fault_and_what_the_data_do_not_allow_is_passed_over() {
    Database empty = server.migrated();
    Marker marker = TakenMarkers.take(empty);
    Examination first = examiner().examine(client(empty), expecting(empty, marker));
    List<Fault> drawn = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Database copy = server.copyOf(empty);
      drawn.add(
          new NegativeControl(new FaultStore(client(copy)), true)
              .plant(42, TOLERANCE, first)
              .orElseThrow());
    }
    assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
    FaultStore store = new FaultStore(client(server.copyOf(empty)));
    for (Fault fault :
        List.of(
            Fault.LOST_ROWS,
            Fault.TRUNCATED_TABLE,
            Fault.SWAPPED_TENANTS,
            Fault.STALE_MARKER,
            Fault.LOST_HOLDS,
            Fault.TAMPERED_FIGURES,
            Fault.LOST_TAIL)) {
      assertThat(store.plant(fault, TOLERANCE)).as(fault.label()).isFalse();
    }
    Database other = server.copyOf(empty);
    other.execute(
        "alter policy tenant_sees_own_rows on coditect_shared.users rename to of_another_backend");
    assertThat(new FaultStore(client(other)).plant(Fault.DROPPED_POLICY, TOLERANCE)).isFalse();
  }
}
