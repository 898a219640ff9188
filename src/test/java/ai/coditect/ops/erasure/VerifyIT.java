package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger outside held against the database: by hand, by check, and before each run. */
class VerifyIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final UUID organization = tenants.organization("FREE");
  private InProcessWorker worker;

  @BeforeEach
  void erase() {
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
    tenants.user(organization, "OWNER", null);
    for (int i = 0; i < 4; i++) {
      tenants.user(organization, "MEMBER", LONG_AGO);
    }
    assertThat(run("one").outcome()).isEqualTo(Ending.DONE);
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void what_nobody_touched_is_sound() {
    Reply reply = verify();
    assertThat(reply.problems()).isEmpty();
    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document())
        .containsEntry("sound", true)
        .containsEntry("entries", 5L)
        .containsEntry("deletions", 1L);
  }

  @Test
  void a_removed_an_edited_and_a_reordered_entry_are_named_and_nothing_is_erased()
      throws IOException {
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    List<String> lines = Files.readAllLines(segment(1));
    List<String> removed = new ArrayList<>(lines);
    removed.remove(2);
    List<String> edited = new ArrayList<>(lines);
    edited.set(2, lines.get(2).replace("retention-ended", "organization-ended"));
    List<String> swapped = new ArrayList<>(lines);
    Collections.swap(swapped, 2, 3);
    for (List<String> forged : List.of(removed, edited, swapped)) {
      Files.write(segment(1), forged);
      restart();
      Reply reply = verify();
      assertThat(reply.exitCode()).isEqualTo(3);
      assertThat(reply.document()).containsEntry("sound", false);
      assertThat(reply.problems().get(0).where()).startsWith("ledger, segment 1, entry 2");
    }
    Files.write(segment(1), lines);
    restart();
    assertThat(verify().exitCode()).isZero();
    // The end of the ledger is looked at before each run.
    Path last = segment(segments());
    List<String> end = Files.readAllLines(last);
    Files.write(last, end.stream().map(l -> l.replace("\"at\":\"20", "\"at\":\"19")).toList());
    restart();
    assertThat(run("two").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(tenants.users()).contains(due);
    assertThat(finding("is sound").refused()).isTrue();
  }

  @Test
  void a_ledger_that_was_cut_off_or_taken_away_is_noticed() throws IOException {
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    for (long number = segments(); number > 0; number--) {
      Files.delete(segment(number));
      restart();
      assertThat(verify().exitCode()).isEqualTo(3);
      assertThat(run("cut-" + number).outcome()).isEqualTo(Ending.REFUSED);
    }
    Files.delete(directory);
    restart();
    // As a volume that is not mounted, which it may be: nothing is erased, and it is shown.
    assertThat(verify().problems().get(0).what()).contains("is gone");
    assertThat(verify().exitCode()).isEqualTo(1);
    assertThat(finding("is sound").state()).isEqualTo(Check.Finding.State.FAILED);
    RunResult away = run("away");
    assertThat(away.outcome()).isEqualTo(Ending.FAILED);
    assertThat(away.problems().toString()).contains("Mount the volume");
    assertThat(tenants.users()).contains(due);
    // What is there in its place is another ledger.
    Files.createDirectory(directory);
    restart();
    assertThat(verify().exitCode()).isEqualTo(3);
    assertThat(run("another").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(tenants.users()).contains(due);
  }

  @Test
  void what_the_two_ledgers_say_differently_is_named() {
    UUID deletion = tenants.ids("select deletion from coditect_ops.erasure_deletions").get(0);
    Map<String, String> forgeries =
        Map.of(
            "update coditect_ops.erasures set organization_id = gen_random_uuid() where ctid ="
                + " (select min(ctid) from coditect_ops.erasures)",
            "segment 1, entry",
            "update coditect_ops.erasure_deletions set counts = '{}'",
            "ledger, segment",
            "delete from coditect_ops.erasure_deletions",
            deletion.toString(),
            "insert into coditect_ops.erasure_deletions (deletion, subject_key, segment, subjects,"
                + " counts) values ('00000000-0000-0000-0000-00000000abcd', 'k', 1, 0, '{}')",
            "00000000-0000-0000-0000-00000000abcd",
            "delete from coditect_ops.erasures where ctid = (select min(ctid) from"
                + " coditect_ops.erasures)",
            deletion.toString());
    forgeries.forEach(
        (forgery, named) -> {
          database.execute(
              "create table public.d as table coditect_ops.erasure_deletions",
              "create table public.e as table coditect_ops.erasures",
              forgery);
          Reply reply = verify();
          assertThat(reply.exitCode()).as(forgery).isEqualTo(3);
          assertThat(reply.problems().toString()).as(forgery).contains(named);
          database.execute(
              "truncate coditect_ops.erasure_deletions, coditect_ops.erasures",
              "insert into coditect_ops.erasure_deletions table public.d",
              "insert into coditect_ops.erasures table public.e",
              "drop table public.d, public.e");
        });
    assertThat(verify().exitCode()).isZero();
  }

  @Test
  void ends_that_contradict_each_other_and_announcements_without_an_end_are_named() {
    UUID deletion = tenants.ids("select deletion from coditect_ops.erasure_deletions").get(0);
    Head head = ledger().append(List.of(LedgerEntry.voided(deletion, NOW)));
    assertThat(verify().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("contradict");
              assertThat(problem.where()).contains("entry " + head.sequence());
            });
  }

  @Test
  void an_announcement_without_an_end_is_named_until_a_run_has_settled_it() {
    UUID deletion = UUID.randomUUID();
    SubjectKey key = SubjectKey.read(InProcessWorker.erasing(directory).get("OPS_SUBJECT_KEY"));
    ledger()
        .append(
            List.of(
                LedgerEntry.intended(
                    deletion,
                    key.hash(organization, UUID.randomUUID()),
                    organization,
                    null,
                    LedgerEntry.Ground.RETENTION_ENDED,
                    NOW,
                    NOW,
                    Map.of("coditect_shared.users", 1L))));
    Reply reply = verify();
    assertThat(reply.exitCode()).isEqualTo(3);
    assertThat(reply.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("has no end");
              assertThat(problem.where()).contains("deletion " + deletion);
            });
    assertThat(run("two").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(verify().problems()).isEmpty();
  }

  @Test
  void a_writer_whose_clock_went_back_is_no_fault() {
    Head before = ledger().head();
    UUID nobody = UUID.randomUUID();
    ledger().append(List.of(LedgerEntry.voided(nobody, Instant.parse("2001-01-01T00:00:00Z"))));
    assertThat(ledger().head().sequence()).isEqualTo(before.sequence() + 1);
    assertThat(verify().exitCode()).isZero();
    tenants.user(organization, "MEMBER", LONG_AGO);
    assertThat(run("two").outcome()).isEqualTo(Ending.DONE);
    assertThat(verify().exitCode()).isZero();
  }

  @Test
  void a_changed_or_missing_key_refuses_the_run_and_deletes_nothing() {
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    for (String key :
        List.of(
            "k1:another key than the one that was there", "k2:a key of another name altogether")) {
      worker.close();
      Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(directory));
      variables.put("OPS_SUBJECT_KEY", key);
      worker = InProcessWorker.start(database, variables);
      RunResult refused = run("key");
      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems().toString())
          .contains("key k1")
          .doesNotContain("another key than");
      assertThat(verify().problems().toString()).contains("key k1");
      assertThat(finding("is sound").problems().toString()).contains("key k1");
    }
    assertThat(tenants.users()).contains(due);
  }

  @Test
  void a_place_that_cannot_be_written_fails_the_check_and_the_run_and_deletes_nothing() {
    worker.close();
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(directory));
    // Not even a superuser may write where the kernel keeps the names.
    variables.put("OPS_LEDGER_URI", "file:///proc/self");
    LocalPostgres.Database fresh = LocalPostgres.shared().migrated();
    Tenants others = new Tenants(fresh);
    UUID there = others.organization("FREE");
    others.user(there, "OWNER", null);
    UUID due = others.user(there, "MEMBER", LONG_AGO);
    worker = InProcessWorker.start(fresh, variables);
    assertThat(finding("is sound").refused()).isFalse();
    assertThat(finding("is sound").problems().toString()).contains("cannot be written");
    assertThat(run("one").outcome()).isEqualTo(Ending.FAILED);
    assertThat(others.users()).contains(due);
    assertThat(others.count("select count(*) from coditect_ops.erasures")).isZero();
  }

  @Test
  void the_check_leaves_nothing_behind_and_says_when_nothing_can_be_erased() throws IOException {
    long before = files();
    for (String claim : List.of("map of personal data", "is sound", "is not older")) {
      assertThat(finding(claim).state()).isEqualTo(State.OK);
    }
    assertThat(files()).isEqualTo(before);
    worker.close();
    worker = InProcessWorker.start(database, Map.of());
    for (String claim : List.of("map of personal data", "is sound", "is not older")) {
      assertThat(finding(claim).state()).isEqualTo(State.NOT_APPLICABLE);
      assertThat(finding(claim).detail()).contains("gdpr-purge cannot run");
    }
    worker.close();
    worker =
        InProcessWorker.start(
            database,
            Map.of("OPS_LEDGER_URI", InProcessWorker.erasing(directory).get("OPS_LEDGER_URI")));
    assertThat(finding("is sound").problems().toString()).contains("OPS_SUBJECT_KEY is not set.");
  }

  private Check.Finding finding(String claim) {
    return worker.all(Check.class).stream()
        .filter(check -> check.claim().contains(claim))
        .findFirst()
        .orElseThrow()
        .examine();
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private Reply verify() {
    return worker.type("erasures verify", Map.of());
  }

  private void restart() {
    worker.close();
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
  }

  private Ledger ledger() {
    return Ledger.at(InProcessWorker.erasing(directory).get("OPS_LEDGER_URI"));
  }

  private Path segment(long number) {
    return directory.resolve(String.format(Locale.ROOT, "%012d.jsonl", number));
  }

  private long segments() {
    return ledger().head().segment();
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }
}
