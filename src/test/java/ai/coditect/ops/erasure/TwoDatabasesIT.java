package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.writer.Story;
import ai.coditect.ops.erasure.writer.Story.Step;
import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.RefusalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two real databases on one ledger, one a copy of the other: same identity inside, same server,
 * another name.
 */
class TwoDatabasesIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  @TempDir Path other;
  private final LocalPostgres.Database production = PurgedSite.database(16);

  @Test
  void a_staging_copy_with_the_environment_of_production_erases_nobody_and_costs_nobody()
      throws Exception {
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database staging = LocalPostgres.shared().copyOf(production);
    try (PurgedSite a = site(production);
        PurgedSite b = site(staging)) {
      Head head = ledger().head();
      SortedSet<Integer> everybody = b.people();
      assertThat(b.purge(true)).isFalse();
      assertThat(b.replay()).isFalse();
      RunResult refused = b.worker().run("license-expiry", "k", NOW, Map.of());
      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems().toString())
          .contains("Not the ledger's writer", "ledger adopt --by", "ledger copy --by")
          .contains("/" + production.name() + " (database ", "/" + staging.name() + " (database ");
      assertThat(finding(b).refused()).isTrue();
      // What only reads goes on.
      assertThat(b.worker().dryRun("gdpr-purge", NOW).outcome()).isEqualTo(Ending.NOTHING_TO_DO);
      assertThat(b.worker().type("erasures verify", Map.of()).exitCode()).isZero();
      assertThat(b.callCopy()).isTrue();
      assertThat(b.purge(true)).isFalse();
      assertThat(b.replay()).isFalse();
      assertThat(finding(b).state()).isEqualTo(State.NOT_APPLICABLE);
      assertThat(finding(b).detail()).contains("a copy, as anna said");
      assertThat(b.people()).isEqualTo(everybody);
      assertThat(ledger().head()).isEqualTo(head);
      for (String table : List.of("outbox", "runs")) {
        assertThat(count(staging, table)).as(table).isEqualTo(count(production, table));
      }

      assertThat(a.callCopy()).isFalse();
      assertThat(finding(a).state()).isEqualTo(State.OK);
      assertThat(a.isOlder()).isFalse();
      assertThat(a.purge(false)).isTrue();
      assertThat(a.worker().type("erasures verify", Map.of()).document())
          .containsEntry("sound", true)
          .containsEntry("foreign", 0L);
    }
  }

  @Test
  void a_ledger_whose_adoption_was_deleted_is_taken_by_nobody_and_says_which_segment_is_wanted()
      throws Exception {
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database staging = LocalPostgres.shared().copyOf(production);
    Head head = ledger().head();
    deleteTheFirstSegment();
    for (LocalPostgres.Database database : List.of(staging, production)) {
      try (PurgedSite site = site(database)) {
        SortedSet<Integer> everybody = site.people();
        assertThat(site.purge(true)).isFalse();
        assertThat(site.people()).isEqualTo(everybody);
        assertThatThrownBy(() -> site.adopt(Optional.empty()))
            .isInstanceOf(RefusalException.class)
            .hasMessageContaining("The ledger's writer cannot be told")
            .hasMessageContaining("ledger, segment 1");
      }
    }
    assertThat(ledger().head()).isEqualTo(head);
  }

  @Test
  void nobody_adopts_past_an_earlier_adoption_that_was_deleted() throws Exception {
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database restored = LocalPostgres.shared().copyOf(production);
    try (PurgedSite b = site(restored)) {
      assertThat(b.adopt(Optional.empty())).isTrue();
      assertThat(b.purge(false)).isTrue();
    }
    Head head = ledger().head();
    deleteTheFirstSegment();
    try (PurgedSite a = site(production)) {
      assertThatThrownBy(() -> a.adopt(Optional.of(Others.COUNT)))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("The ledger's writer cannot be told")
          .hasMessageContaining("ledger, segment 1");
    }
    assertThat(ledger().head()).isEqualTo(head);
  }

  private void deleteTheFirstSegment() throws IOException {
    try (Stream<Path> segments = Files.list(directory)) {
      Files.delete(segments.filter(Files::isRegularFile).sorted().findFirst().orElseThrow());
    }
  }

  @Test
  void what_a_copy_erased_that_was_adopted_by_mistake_is_foreign_to_production() {
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database staging = LocalPostgres.shared().copyOf(production);
    try (PurgedSite a = site(production);
        PurgedSite b = site(staging)) {
      assertThat(b.adopt(Optional.empty())).isTrue();
      assertThat(b.purge(true)).isTrue();
      SortedSet<Integer> alive = a.people();
      assertThat(a.purge(false)).isFalse();
      assertThat(a.adopt(Optional.empty())).isTrue();
      assertThat(a.isOlder()).isFalse();
      assertThat(a.replay()).isTrue();
      assertThat(a.people()).isEqualTo(alive).contains(15);

      Reply verified = a.worker().type("erasures verify", Map.of());
      assertThat(verified.problems()).isEmpty();
      assertThat(verified.document()).containsEntry("sound", true).containsEntry("foreign", 2L);
      assertThat(verified.text().toString()).contains("whose writer adopted in segment ");
      // The copy's own records are no fault of it, and it is sound, too.
      assertThat(b.worker().type("erasures verify", Map.of()).problems()).isEmpty();
      assertThat(a.purge(false)).isTrue();
      assertThat(b.purge(true)).isFalse();

      assertThat(a.adopt(Optional.of(Others.COUNT))).isTrue();
      assertThat(a.isOlder()).isTrue();
      assertThat(a.replay()).isTrue();
      assertThat(a.people()).doesNotContain(15);
    }
  }

  @Test
  void a_bite_of_the_old_production_that_is_in_the_middle_erases_nobody_once_another_has_adopted()
      throws Exception {
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database restored = LocalPostgres.shared().copyOf(production);
    try (PurgedSite a = site(production);
        PurgedSite b = site(restored);
        Connection tenant = production.asSuperuser().getConnection();
        Statement statement = tenant.createStatement()) {
      SortedSet<Integer> everybody = a.people();
      production.execute(
          "update coditect_shared.users set deleted_at = '2024-01-01' where username = 'p9'");
      tenant.setAutoCommit(false);
      statement.execute("select id from coditect_shared.users for update");
      CompletableFuture<RunResult> running =
          CompletableFuture.supplyAsync(
              () -> a.worker().run("gdpr-purge", "in the middle", NOW, Map.of()));
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::aBiteWaits);
      assertThat(b.adopt(Optional.empty())).isTrue();
      tenant.rollback();
      RunResult result = running.get(60, TimeUnit.SECONDS);
      assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(result.retryAt()).isEmpty();
      assertThat(result.problems().toString()).contains("Not the ledger's writer");
      assertThat(a.people()).isEqualTo(everybody);
      assertThat(b.replay()).isTrue();
      assertThat(b.people()).isEqualTo(everybody);
    }
  }

  @Test
  void a_ledger_of_the_version_before_is_taken_by_the_database_that_is_in_step_with_it() {
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(production);
    try (PurgedSite a = site(production)) {
      assertThat(a.purge(false)).isTrue();
    }
    LocalPostgres.Database inStep = LocalPostgres.shared().copyOf(production);
    asTheVersionBeforeLeftIt(production, inStep);
    try (PurgedSite b = new PurgedSite(backup, variables(other))) {
      assertThat(b.purge(true)).isFalse();
      assertThat(b.replay()).isFalse();
      assertThat(b.worker().type("erasures replay", Map.of()).problems().toString())
          .contains("has no writer yet", "ledger adopt --by");
    }
    try (PurgedSite a = new PurgedSite(production, variables(other))) {
      assertThat(a.isOlder()).isFalse();
      assertThat(a.purge(false)).isTrue();
      assertThat(a.worker().type("erasures verify", Map.of()).problems()).isEmpty();
    }
    try (PurgedSite late = new PurgedSite(inStep, variables(other));
        PurgedSite b = new PurgedSite(backup, variables(other))) {
      assertThat(late.purge(true)).isFalse();
      // What was written before there were names counts for whoever adopts.
      assertThat(b.adopt(Optional.empty())).isTrue();
      assertThat(b.replay()).isTrue();
      assertThat(b.people()).doesNotContain(0, 1).hasSize(14);
    }
  }

  @Test
  void any_order_of_purges_replays_and_words_is_as_the_model_says() {
    walk(1, 14);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
  @Tag("campaign")
  void so_it_is_for_longer_walks(long seed) {
    walk(seed, 40);
  }

  private void walk(long seed, int steps) {
    LocalPostgres.Database copy = LocalPostgres.shared().copyOf(production);
    List<Step> possible = new ArrayList<>(List.of(Step.values()));
    possible.removeAll(List.of(Step.COPY_A_TO_B, Step.COPY_B_TO_A));
    Random random = new Random(seed);
    try (PurgedSite a = site(production);
        PurgedSite b = site(copy)) {
      Story story = new Story(a, b);
      for (int n = 0; n < steps && a.people().size() > 2 && b.people().size() > 2; n++) {
        story.take(possible.get(random.nextInt(possible.size())));
        story.nothingIsLost(ledger());
      }
    }
  }

  /** The same entries without a writer's name, and what was remembered of their ends. */
  private void asTheVersionBeforeLeftIt(LocalPostgres.Database... databases) {
    Ledger before = Ledger.at(variables(other).get("OPS_LEDGER_URI"));
    List<List<LedgerEntry>> segments = new ArrayList<>();
    ledger()
        .read(
            Head.NONE,
            (segment, sequence, entry) -> {
              while (segments.size() < segment) {
                segments.add(new ArrayList<>());
              }
              segments.get((int) segment - 1).add(entry);
            });
    for (List<LedgerEntry> entries : segments) {
      Head head = before.append(entries);
      for (LocalPostgres.Database database : databases) {
        database.execute(
            "update coditect_ops.ledger_marks set hash = '%s' where segment = %d"
                .formatted(head.hash(), head.segment()),
            "truncate coditect_ops.ledger_roles");
      }
    }
  }

  private boolean aBiteWaits() {
    return new Tenants(production)
            .count(
                "select count(*) from pg_stat_activity where datname = current_database() and"
                    + " wait_event_type = 'Lock'")
        > 0;
  }

  private static long count(LocalPostgres.Database database, String table) {
    return new Tenants(database).count("select count(*) from coditect_ops." + table);
  }

  private static Check.Finding finding(PurgedSite site) {
    return site.worker().all(Check.class).stream()
        .filter(check -> check.claim().equals("this database is the ledger's writer"))
        .findFirst()
        .orElseThrow()
        .examine();
  }

  private PurgedSite site(LocalPostgres.Database database) {
    return new PurgedSite(database, variables(directory));
  }

  private static Map<String, String> variables(Path ledger) {
    return InProcessWorker.erasing(ledger);
  }

  private Ledger ledger() {
    return Ledger.at(variables(directory).get("OPS_LEDGER_URI"));
  }
}
