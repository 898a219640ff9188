package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A schema that takes more than the map says: refused by name before the first row goes and, where
 * nobody could see it coming, rolled back before the bite commits. Everybody's rows stay as they
 * are.
 */
class BesideTheMapIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir static Path directory;
  private static LocalPostgres.Database database;
  private static Tenants tenants;
  private static InProcessWorker worker;
  private static LateStatements late;
  private static UUID own;
  private static UUID gone;
  private static UUID other;
  private static int runs;

  /**
   * @param name for whoever reads a failure
   * @param ddl how the schema comes to do it
   * @param undo the end of that
   * @param table whose rows it takes
   * @param told how a look at the catalogue names it
   */
  record Effect(String name, List<String> ddl, List<String> undo, String table, String told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    effects.add(
        new Effect(
            "a cascade to a table of another schema",
            List.of(
                "alter table public.badges add constraint worn foreign key (user_id)"
                    + " references coditect_shared.users (id) on delete cascade"),
            List.of("alter table public.badges drop constraint worn"),
            "public.badges",
            "foreign key worn"));
    effects.add(
        new Effect(
            "a reference that is cleared",
            List.of(
                "alter table public.badges add constraint worn foreign key (user_id)"
                    + " references coditect_shared.users (id) on delete set null"),
            List.of("alter table public.badges drop constraint worn"),
            "public.badges",
            "foreign key worn"));
    for (String tenant : List.of("own", "other")) {
      String where = " where organization_id = ''" + (tenant.equals("own") ? own : other) + "''";
      effects.add(
          trigger(
              "a trigger on deletion that deletes a row of the " + tenant + " tenant",
              "after delete on coditect_shared.users for each row",
              "delete from coditect_shared.licenses" + where,
              "coditect_shared.licenses"));
      effects.add(
          trigger(
              "a trigger on change that deletes a row of the " + tenant + " tenant",
              "after update on coditect_shared.projects for each row",
              "delete from coditect_shared.licenses" + where,
              "coditect_shared.licenses"));
      effects.add(
          trigger(
              "a trigger on change that changes a row of the " + tenant + " tenant",
              "after update of owner_id on coditect_shared.projects for each row when (pg_trigger_depth() = 0)",
              "update coditect_shared.licenses set features = ''{\"x\": 1}''" + where,
              "coditect_shared.licenses"));
    }
    effects.add(
        trigger(
            "a trigger that acts at the end of the transaction",
            "after delete on coditect_shared.users deferrable initially deferred for each row",
            "delete from coditect_shared.licenses where organization_id = ''" + other + "''",
            "coditect_shared.licenses"));
    effects.add(
        new Effect(
            "a rule that takes other rows",
            List.of(
                "create rule instead as on delete to coditect_shared.users do instead delete from"
                    + " public.badges returning user_id, user_id, ''::text, ''::text, ''::text,"
                    + " ''::text, user_id, now(), now(), now()"),
            List.of("drop rule instead on coditect_shared.users"),
            "public.badges",
            "instead rewrites deletions of coditect_shared.users"));
    return effects;
  }

  private static Effect trigger(String name, String when, String what, String table) {
    return new Effect(
        name,
        List.of(
            "create function public.zz() returns trigger language plpgsql security definer as"
                + " 'begin "
                + what
                + "; return null; end'",
            "create "
                + (when.contains("deferrable") ? "constraint " : "")
                + "trigger zz "
                + when
                + " execute function public.zz()"),
        List.of("drop function public.zz() cascade"),
        table,
        "zz runs public.zz()");
  }

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    tenants = new Tenants(database);
    database.execute(
        "create table public.badges (user_id uuid)",
        "create index on public.badges (user_id)",
        "grant all on public.badges to coditect_owner");
    late = new LateStatements(database);
    own = tenants.organization("FREE");
    tenants.user(own, "OWNER", null);
    gone = tenants.user(own, "MEMBER", LONG_AGO);
    tenants.project(own, gone);
    tenants.license(own);
    other = tenants.organization("FREE");
    UUID stranger = tenants.user(other, "OWNER", null);
    tenants.user(other, "MEMBER", LONG_AGO);
    tenants.project(other, stranger);
    tenants.license(other);
    database.execute("insert into public.badges values ('" + gone + "')");
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @ParameterizedTest
  @MethodSource("effects")
  void what_the_catalogue_shows_refuses_the_run_by_name(Effect effect) {
    String before = everything();
    database.execute(effect.ddl().toArray(String[]::new));
    try {
      RunResult result = run();
      assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(result.outcome().exitCode()).isEqualTo(3);
      assertThat(result.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.what()).contains(effect.told()));
      assertThat(worker.dryRun("gdpr-purge", NOW).problems()).isEqualTo(result.problems());
      assertThat(worker.dryRun("erasure-replay", NOW).problems()).containsAll(result.problems());
      assertThat(found("acts beside the map")).isEqualTo(result.problems());
    } finally {
      database.execute(effect.undo().toArray(String[]::new));
    }
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("effects")
  void what_nobody_saw_coming_is_rolled_back_and_named(Effect effect) {
    String before = everything();
    late.add(effect.ddl().toArray(String[]::new));
    try {
      RunResult result = run();
      assertThat(late.ran()).isTrue();
      assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.REFUSED);
      assertThat(result.problems())
          .isNotEmpty()
          .allSatisfy(
              problem -> {
                assertThat(problem.what())
                    .startsWith("Executed is more than planned: erasing in organization ")
                    .containsPattern(own + "|" + other)
                    .containsPattern("(deleted|changed) 1 rows of " + effect.table());
                assertThat(problem.cure()).contains("\"check\"");
              });
    } finally {
      database.execute(effect.undo().toArray(String[]::new));
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void without_any_of_it_everybody_goes(@TempDir Path ledger) {
    LocalPostgres.Database copy = LocalPostgres.shared().migrated();
    Tenants others = new Tenants(copy);
    UUID tenant = others.organization("FREE");
    UUID owner = others.user(tenant, "OWNER", null);
    others.project(tenant, others.user(tenant, "MEMBER", LONG_AGO));
    new LateStatements(copy).add("create table public.nothing ()");
    try (InProcessWorker purge = InProcessWorker.start(copy, InProcessWorker.erasing(ledger))) {
      assertThat(purge.run("gdpr-purge", "one", NOW, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(others.users()).containsExactly(owner);
  }

  private static RunResult run() {
    return worker.run("gdpr-purge", "run " + ++runs, NOW, Map.of());
  }

  private static List<Problem> found(String claim) {
    return worker.all(Check.class).stream()
        .filter(check -> check.claim().contains(claim))
        .map(check -> check.examine().problems())
        .findFirst()
        .orElseThrow();
  }

  /** Every row of the tenants' tables and of the one beside them. */
  private static String everything() {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of(
            "coditect_shared.organizations",
            "coditect_shared.users",
            "coditect_shared.projects",
            "coditect_shared.licenses",
            "public.badges")) {
      all.append(
          tenants
              .jdbc()
              .sql(
                  "select coalesce(string_agg(cast(t as text), E'\\n' order by cast(t as text)), '') from "
                      + table
                      + " t")
              .query(String.class)
              .single());
    }
    return all.toString();
  }
}
