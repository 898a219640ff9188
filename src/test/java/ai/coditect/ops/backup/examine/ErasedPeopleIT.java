package ai.coditect.ops.backup.examine;

import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.backup.examine.CopiedDatabaseClient.Administrator;
import ai.coditect.ops.backup.examine.Examination.Result;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import ai.coditect.ops.backup.examine.ResidentStore.Living;
import ai.coditect.ops.backup.examine.fault.Fault;
import ai.coditect.ops.backup.examine.fault.FaultStore;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import ai.coditect.ops.ledger.LedgerInMemory;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker's own jobs between marker and backup, and an erasure after it. */
final class ErasedPeopleIT {
  private static final String LEAVE =
      "update coditect_shared.users set deleted_at = now() - interval '400 days'"
          + " where username = 'u%d' and organization_id = (select id from"
          + " coditect_shared.organizations where slug = 't%d')";
  private static final SubjectKey KEY =
      SubjectKey.read("k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");
  private static LocalPostgres server;
  @TempDir private Path ledger;

  @BeforeAll
  static void start() {
    server = LocalPostgres.another();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void an_erasure_before_the_backup_is_no_loss_and_one_after_it_is_done_again() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 12);
    source.execute(
        LEAVE.formatted(3, 1),
        LEAVE.formatted(1, 2),
        "update coditect_shared.licenses set expires_at = now() - interval '40 days'"
            + " where license_key like 't3%'");
    Map<String, String> erasing = InProcessWorker.erasing(ledger);
    Instant now = Clock.systemUTC().instant();
    Marker marker = TakenMarkers.take(source);
    try (InProcessWorker worker = InProcessWorker.start(source, erasing)) {
      assertThat(worker.run("gdpr-purge", "before", now, Map.of()).changed().total()).isPositive();
      assertThat(worker.run("license-expiry", "before", now, Map.of()).changed().byKind())
          .containsEntry("expired", 3L);
    }
    Database copy = server.copyOf(source);
    source.execute(LEAVE.formatted(4, 5), LEAVE.formatted(5, 6));
    try (InProcessWorker worker = InProcessWorker.start(source, erasing)) {
      assertThat(worker.run("gdpr-purge", "after", now, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }

    ErasedPeople people =
        new ErasedPeople(
            Ledger.at(erasing.get("OPS_LEDGER_URI")),
            SubjectKey.read(erasing.get("OPS_SUBJECT_KEY")));
    Expectation expected = expecting(copy, marker);
    Examination first = examiner(Optional.of(people)).examine(client(copy), expected);
    assertThat(first.names(Verdict.FAILED)).isEmpty();
    assertThat(first.names(Verdict.INCONCLUSIVE)).isEmpty();
    assertThat(measured(first, "erased-people-counted")).startsWith("2 of ");
    assertThat(measured(first, "erased-people-gone")).isEqualTo("0 of 2");
    assertThat(measured(first, "rows-kept")).contains("coditect_shared.users 0 of 72");

    Examination second = examiner(Optional.of(people)).examine(client(copy), expected);
    assertThat(second.names(Verdict.FAILED)).isEmpty();
    assertThat(measured(second, "erased-people-counted")).startsWith("0 of ");
    assertThat(measured(second, "rows-kept")).contains("coditect_shared.users 0 of 72");
  }

  @Test
  void where_the_copys_login_is_missing_nobody_is_erased_and_nothing_damaged() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    CopiedDatabaseClient misled =
        new CopiedDatabaseClient(
            source.as(LocalPostgres.WORKER),
            Optional.of(new Administrator("ops_drill_5eed5eed", source.asSuperuser())),
            role -> false,
            Duration.ofMinutes(1));
    ResultList results = new ResultList(Runnable::run);
    new ErasedPeople(ledgerOf(source, Kind.COMMITTED), KEY).check(misled, results);

    assertThat(results.results())
        .filteredOn(result -> result.name().equals("erased-people-counted"))
        .singleElement()
        .satisfies(result -> assertThat(result.measured()).isEqualTo("1 of 1"));
    assertThat(results.results())
        .filteredOn(result -> result.name().equals("erased-people-gone"))
        .singleElement()
        .satisfies(result -> assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE))
        .satisfies(result -> assertThat(result.measured()).contains("Copy not proven"));
    assertThatThrownBy(() -> new FaultStore(misled).plant(Fault.LOST_ROWS, new Tolerance(0, 0)))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("Copy not proven");
    // The server has the login, and something on the way has logged in as somebody else.
    source.execute("create role ops_drill_5eed5eed");
    try {
      assertThatThrownBy(() -> new FaultStore(misled).plant(Fault.LOST_ROWS, new Tolerance(0, 0)))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("Copy not proven: the session");
    } finally {
      source.execute("drop role ops_drill_5eed5eed");
    }
    assertThat(someone(source)).isPresent();
    assertThat(count(source)).isEqualTo(12);
  }

  @Test
  void a_later_deletion_that_is_open_or_void_takes_nothing_from_one_that_is_finished() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    for (Kind later : List.of(Kind.VOID, Kind.INTENDED)) {
      assertThat(counted(source, ledgerOf(source, Kind.COMMITTED, later))).isEqualTo("1 of 1");
      assertThat(counted(source, ledgerOf(source, later))).isEqualTo("0 of 0");
      assertThat(counted(source, ledgerOf(source, later, Kind.COMMITTED))).isEqualTo("1 of 1");
    }
  }

  private static String counted(Database copy, Ledger ledger) {
    // Without an administrator nobody is erased, so that it can be asked again.
    CopiedDatabaseClient worker =
        new CopiedDatabaseClient(
            copy.as(LocalPostgres.WORKER), Optional.empty(), role -> false, Duration.ofMinutes(1));
    ResultList results = new ResultList(Runnable::run);
    new ErasedPeople(ledger, KEY).check(worker, results);
    return results.results().stream()
        .filter(result -> result.name().equals("erased-people-counted"))
        .map(Result::measured)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void of_more_than_can_be_remembered_the_newest_are_kept() {
    ErasedPeople.Subjects subjects = new ErasedPeople.Subjects(2);
    Instant at = Instant.parse("2026-11-01T00:00:00Z");
    // The first one is erased again at the end: it is the newest then.
    for (int who : new int[] {1, 2, 1, 3}) {
      UUID deletion = UUID.randomUUID();
      subjects.add(intent(deletion, new UUID(0, 1), new UUID(0, who), at));
      subjects.add(LedgerEntry.committed(deletion, at, Map.of()));
    }
    assertThat(subjects.erasedAt())
        .containsOnlyKeys(
            KEY.hash(new UUID(0, 1), new UUID(0, 1)), KEY.hash(new UUID(0, 1), new UUID(0, 3)));
    assertThat(subjects.whole()).isFalse();
  }

  private static LedgerEntry intent(UUID deletion, UUID organization, UUID user, Instant at) {
    return LedgerEntry.intended(
        deletion,
        KEY.hash(organization, user),
        organization,
        null,
        LedgerEntry.Ground.RETENTION_ENDED,
        at,
        at,
        Map.of());
  }

  /** A ledger in which the first user was announced, and then this happened. */
  private static Ledger ledgerOf(Database source, Kind... ends) {
    Ledger ledger = new LedgerInMemory().open();
    Living one = someone(source).orElseThrow();
    Instant at = one.madeAt().plusSeconds(1);
    for (Kind end : ends) {
      UUID deletion = UUID.randomUUID();
      LedgerEntry intent = intent(deletion, one.organization(), one.subject(), at);
      ledger.append(
          switch (end) {
            case COMMITTED -> List.of(intent, LedgerEntry.committed(deletion, at, Map.of()));
            case VOID -> List.of(intent, LedgerEntry.voided(deletion, at));
            case INTENDED -> List.of(intent);
          });
    }
    return ledger;
  }

  private static Optional<Living> someone(Database source) {
    List<Living> people = new ArrayList<>();
    new ResidentStore(client(source)).each(people::add);
    return people.stream()
        .filter(one -> !one.subject().equals(one.organization()))
        .min(Comparator.comparing(Living::subject));
  }

  private static long count(Database source) {
    List<Living> people = new ArrayList<>();
    new ResidentStore(client(source)).each(people::add);
    return people.stream().filter(one -> !one.subject().equals(one.organization())).count();
  }

  private static String measured(Examination found, String name) {
    return found.results().stream()
        .filter(result -> result.name().equals(name))
        .map(Result::measured)
        .findFirst()
        .orElseThrow();
  }
}
