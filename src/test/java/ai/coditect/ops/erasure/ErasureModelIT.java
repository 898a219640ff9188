package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 2,000 seeds: a small organization each, to which things happen at random between purges, some of
 * which break off in the middle. After every whole purge the database is what the reference model
 * says: nobody who is held is gone, nobody else is kept past their time. At the end the ledger says
 * of everyone who is gone that they were erased, once. The seeds of a group live beside each other
 * in one database, so that one run meets them all; {@code -Dseed=N} lets one live alone.
 */
class ErasureModelIT {
  private static final int GROUP = 250;

  /** So many live in the gate; the campaign lets all of the first group live, too. */
  private static final int IN_THE_GATE = 40;

  private static final int ROUNDS = 10;

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Worlds worlds = new Worlds(database);
  private InProcessWorker worker;
  private int runs;

  @Test
  void a_purge_does_what_the_model_says_whatever_happens_in_between() {
    Long one = Long.getLong("seed");
    live(one == null ? 0 : one, one == null ? IN_THE_GATE : 1, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  @Tag("campaign")
  void so_it_does_for_many_more_seeds(long group) {
    live(group * GROUP, GROUP, ROUNDS);
  }

  /**
   * Holds that end at once, retentions that are too long, a bite that is forgotten: all are seen.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          before insert on coditect_ops.holds | new.until := '2000-01-01'; return new
          before update of deleted_at on coditect_shared.users | new.deleted_at := new.deleted_at + interval '9 days'; return new
          before update of released_at on coditect_ops.holds | return null
          before update of owner_id on coditect_shared.projects | new.owner_id := old.owner_id; return new
          before update of state on coditect_ops.erasure_requests | if new.state = 'refused' then return null; end if; return new
          """)
  void the_model_sees_when_the_database_does_something_else(String when, String what) {
    database.execute(
        "create function coditect_ops.sabotage() returns trigger language plpgsql as $$ begin "
            + what
            + "; end $$",
        "create trigger zz_sabotage "
            + when
            + " for each row execute function coditect_ops.sabotage()");
    assertThatThrownBy(() -> live(0, 60, 5)).isInstanceOf(AssertionError.class);
  }

  private void live(long first, int size, int rounds) {
    OwnJobs jobs =
        OwnJobs.in(directory)
            .purge("retention", "{ FREE: 1mo, PRO: 40d, ENTERPRISE: 1y }")
            .purge("organization-retention", "{ FREE: 1mo, PRO: 40d, ENTERPRISE: 1y }")
            .purge("limits", "{ most-rows: 100000000 }")
            .edit("gdpr-purge.yaml", "bite: 1000", "bite: 25");
    Map<String, String> variables = jobs.variables();
    SubjectKey key = SubjectKey.read(variables.get("OPS_SUBJECT_KEY"));
    LongStream.range(first, first + size).forEach(seed -> worlds.all.add(new World(seed, key)));
    prepareCrashes();
    worlds.execute(worlds.all.stream().flatMap(world -> world.begin().stream()).toList());
    try (InProcessWorker started = InProcessWorker.start(database, variables)) {
      worker = started;
      live(new Random(first / GROUP), rounds);
    }
    compareLedger(jobs, key);
  }

  private void live(Random random, int rounds) {
    Instant now = Instant.parse("2021-01-20T00:00:00Z");
    for (int round = 0; round < rounds; round++) {
      now = now.plus(random.nextInt(45 * 24 * 60), ChronoUnit.MINUTES);
      worlds.happen(now, 2, false);
      int disturbance = random.nextInt(3);
      if (disturbance > 0) {
        breakOff(
            now,
            disturbance,
            1 + random.nextInt(random.nextBoolean() ? 6 : 60),
            random.nextBoolean());
      }
      purge("whole " + round, now);
      Instant asOf = now;
      worlds.all.forEach(world -> world.purge(asOf));
      worlds.compare();
    }
  }

  private void purge(String name, Instant asOf) {
    RunResult result = worker.run("gdpr-purge", name, asOf, Map.of());
    assertThat(result.problems()).isEmpty();
    assertThat(result.outcome()).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
  }

  /**
   * A run fails once: with its intents outside and nothing committed, or after a commit that has no
   * end outside yet. Things happen, and perhaps the same run goes on.
   */
  private void breakOff(Instant asOf, int kind, int bite, boolean goesOn) {
    String key = "broken " + ++runs;
    crash(kind, bite);
    Ending ending = worker.run("gdpr-purge", key, asOf, Map.of()).outcome();
    crash(0, 0);
    worlds.absorb(asOf);
    worlds.happen(asOf, 1, true);
    if (ending == Ending.FAILED && goesOn) {
      purge(key, asOf);
      worlds.absorb(asOf);
      worlds.happen(asOf, 1, true);
    }
  }

  /** The n-th bite from now fails: before it deletes, or after its intents are written outside. */
  private void prepareCrashes() {
    database.execute(
        "create sequence public.bites",
        "create table public.crash (kind integer, bite bigint)",
        "insert into public.crash values (0, 0)",
        "create function coditect_ops.crash() returns trigger language plpgsql security definer as $$"
            + " begin"
            + "   if exists (select from public.crash c where c.kind = tg_argv[0]::integer"
            + "       and c.bite = nextval('public.bites')) then raise exception 'crash'; end if;"
            + "   return null;"
            + " end $$",
        "create trigger crash before delete on coditect_shared.users for each statement"
            + " execute function coditect_ops.crash(1)",
        "create trigger crash after insert on coditect_ops.erasure_deletions for each statement"
            + " execute function coditect_ops.crash(2)");
  }

  private void crash(int kind, int bite) {
    database.execute(
        "alter sequence public.bites restart",
        "update public.crash set kind = " + kind + ", bite = " + bite);
  }

  /** Every intent has one end, and everyone who is gone one that was committed. */
  private void compareLedger(OwnJobs jobs, SubjectKey key) {
    Map<String, List<UUID>> intents = new HashMap<>();
    Set<UUID> committed = new HashSet<>();
    Set<UUID> ended = new HashSet<>();
    Ledger.at(jobs.ledger().toUri().toString().replaceFirst("/$", ""))
        .read(
            Head.NONE,
            (LedgerEntry entry) -> {
              if (entry.kind() == LedgerEntry.Kind.INTENDED) {
                intents
                    .computeIfAbsent(entry.subject().hash(), hash -> new ArrayList<>())
                    .add(entry.deletion());
              } else {
                ended.add(entry.deletion());
                if (entry.kind() == LedgerEntry.Kind.COMMITTED) {
                  committed.add(entry.deletion());
                }
              }
            });
    assertThat(intents.values().stream().flatMap(List::stream)).allMatch(ended::contains);
    int people = 0;
    for (World world : worlds.all) {
      for (UUID person : world.erased()) {
        people++;
        assertThat(intents.getOrDefault(key.hash(world.organization, person).hash(), List.of()))
            .as(Worlds.story(world) + "\nerased once: " + person)
            .filteredOn(committed::contains)
            .hasSize(1);
      }
      for (UUID person : world.expected().deletedByPerson().keySet()) {
        assertThat(intents.getOrDefault(key.hash(world.organization, person).hash(), List.of()))
            .as(Worlds.story(world) + "\nnever erased: " + person)
            .noneMatch(committed::contains);
      }
    }
    if (worlds.all.size() == GROUP) {
      assertThat(people).as("people erased").isGreaterThan(worlds.all.size() / 2);
      assertThat(ended).as("voided").hasSizeGreaterThan(committed.size());
    }
  }
}
