package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can happen on the way to a bucket. */
class LedgerBucketOutageIT {
  private final LocalStorage storage = LocalStorage.start("books");

  @AfterEach
  void stop() {
    storage.close();
  }

  private Ledger ledger() {
    return Ledger.at("gs://books/erasures", Optional.of(storage.host()));
  }

  /** For what never passes. */
  private static Ledger hasty(String host) {
    return new SegmentedLedger(
        () ->
            new BucketSegmentStore(
                new Place.Bucket("books", "erasures"),
                Optional.of(host),
                new BucketClient.Patience(Duration.ofMillis(500), Duration.ofSeconds(1))));
  }

  private List<UUID> deletions() {
    List<UUID> deletions = new ArrayList<>();
    LedgerReport report = ledger().read(ledger().head(), entry -> deletions.add(entry.deletion()));
    assertThat(report.faults()).isEmpty();
    return deletions;
  }

  private static String outage(ThrowingCallable wrong) {
    return problem(TransientProblemsException.class, wrong);
  }

  private static String refusal(ThrowingCallable wrong) {
    return problem(RefusalException.class, wrong);
  }

  private static List<UUID> deletions(String writer, int count) {
    return SomeEntries.of(writer, 0, count).stream().map(LedgerEntry::deletion).toList();
  }

  /** By its exact type: it decides whether a run fails and is tried again, or is refused. */
  private static String problem(Class<? extends ProblemsException> kind, ThrowingCallable wrong) {
    ProblemsException problem = catchThrowableOfType(ProblemsException.class, wrong);
    assertThat(problem).isExactlyInstanceOf(kind);
    assertThat(problem.problems())
        .singleElement()
        .satisfies(one -> assertThat(one.where()).contains("gs://"))
        .satisfies(one -> assertThat(one.cure()).endsWith("."));
    assertThat(problem).hasNoCause();
    return problem.getMessage();
  }

  @Test
  void an_upload_whose_answer_was_lost_is_ours() {
    Ledger ledger = ledger();
    ledger.head();
    storage.faults().loseAnswers(1);
    Head head = ledger.append(SomeEntries.of("a", 0, 3));
    assertThat(head.segment()).isEqualTo(1);
    assertThat(deletions()).isEqualTo(deletions("a", 3));
  }

  @Test
  void what_arrives_changed_is_not_taken() {
    Ledger ledger = ledger();
    storage.faults().corruptUploads(1);
    assertThat(outage(() -> ledger.append(SomeEntries.of("a", 0, 3))))
        .contains("cannot be written: the service answers 400");
    assertThat(storage.buckets().names("books")).isEmpty();
    ledger.append(SomeEntries.of("a", 0, 3));
    assertThat(deletions()).isEqualTo(deletions("a", 3));
  }

  @Test
  void a_service_that_fails_for_a_while_is_asked_again() {
    Ledger ledger = ledger();
    storage.faults().failNext(3);
    ledger.append(SomeEntries.of("a", 0, 2));
    storage.faults().cutUploads(2, 300);
    ledger.append(SomeEntries.of("a", 2, 2));
    storage.faults().failNext(2, 429, "rateLimitExceeded");
    assertThat(deletions()).isEqualTo(deletions("a", 4));
  }

  @Test
  void a_download_that_is_cut_goes_on_where_it_was() {
    ledger().append(SomeEntries.of("a", 0, 3000));
    int calls = storage.faults().calls();
    storage.faults().cutDownloads(3, 400_000);
    assertThat(deletions()).isEqualTo(deletions("a", 3000));
    assertThat(storage.faults().calls() - calls).isGreaterThan(6);
  }

  @Test
  void a_missing_bucket_is_said_by_whatever_asks_first() {
    Ledger ledger = Ledger.at("gs://nowhere/erasures", Optional.of(storage.host()));
    assertThat(refusal(ledger::head)).contains("does not exist");
    assertThat(refusal(() -> ledger.append(SomeEntries.of("a", 0, 1)))).contains("does not exist");
    assertThat(refusal(() -> ledger.read(Head.NONE, entry -> {}))).contains("does not exist");
    assertThat(refusal(() -> ledger.unsettled(Head.NONE))).contains("does not exist");
  }

  @Test
  void a_bucket_that_may_be_read_only_is_said_to_be_and_stays_as_it_is() {
    Ledger ledger = ledger();
    Head head = ledger.append(SomeEntries.of("a", 0, 1));
    storage.faults().readOnly();
    assertThat(refusal(() -> ledger.append(SomeEntries.of("a", 1, 1))))
        .contains("cannot be written")
        .contains("no right to")
        .doesNotContain("somebody@");
    assertThat(ledger.head()).isEqualTo(head);
    storage.faults().heal();
    ledger.append(SomeEntries.of("a", 1, 1));
    assertThat(deletions()).isEqualTo(deletions("a", 2));
  }

  @ParameterizedTest
  @CsvSource({
    "401, required, no credentials, false",
    "403, forbidden, no right to, false",
    "403, quotaExceeded, a quota is used up, true",
    "403, rateLimitExceeded, a quota is used up, true",
    "405, methodNotAllowed, the service answers 405, true",
  })
  void what_the_service_says_becomes_a_problem_with_a_cure(
      int code, String reason, String what, boolean passes) {
    Class<? extends ProblemsException> kind =
        passes ? TransientProblemsException.class : RefusalException.class;
    Ledger ledger = ledger();
    storage.faults().refuseEverything(code, reason);
    assertThat(problem(kind, ledger::head))
        .contains("cannot be read")
        .contains(what)
        .doesNotContain("somebody@");
    assertThat(problem(kind, () -> ledger.read(Head.NONE, entry -> {}))).contains(what);
    storage.faults().heal();
    ledger.head();
    storage.faults().refuseWrites(code, reason);
    assertThat(problem(kind, () -> ledger.append(SomeEntries.of("a", 0, 1))))
        .contains("cannot be written")
        .contains(what);
    assertThat(storage.buckets().names("books")).isEmpty();
  }

  @Test
  void a_service_that_falls_silent_is_a_problem_and_nothing_is_there() {
    storage.faults().stall();
    assertThat(outage(() -> hasty(storage.host()).append(SomeEntries.of("a", 0, 1))))
        .contains("not reached, or falls silent");
    storage.faults().heal();
    assertThat(ledger().head()).isEqualTo(Head.NONE);
  }

  @Test
  void a_service_that_is_away_is_a_problem() {
    String host = storage.host();
    storage.close();
    assertThat(outage(hasty(host)::head)).contains("java.net.ConnectException");
  }

  @Test
  void a_stream_that_ends_in_the_middle_for_good_is_a_problem_and_no_fault() {
    Ledger ledger = ledger();
    ledger.append(SomeEntries.of("a", 0, 3000));
    String message =
        refusal(
            () ->
                ledger.read(
                    Head.NONE,
                    (segment, sequence, entry) -> {
                      if (sequence == 1) {
                        storage.faults().cutDownloads(1, 0);
                        storage.faults().refuseEverything(403, "forbidden");
                      }
                    }));
    assertThat(message).contains("cannot be read").contains("no right to");
  }
}
