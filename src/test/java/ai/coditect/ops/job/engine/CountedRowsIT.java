package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What PostgreSQL counts in a governed bite against what the bite reports: whatever acts beside its
 * statements refuses it, and nothing of it is committed.
 */
class CountedRowsIT {
  private static final String NOTES = "coditect_shared.notes";
  private static final String DELETE_ONE =
      "delete from coditect_shared.notes where id = 1 returning 1";

  private static LocalPostgres.Database database;
  private static EngineUnderTest engine;
  private static JdbcClient admin;
  private static JdbcClient jdbc;
  private static volatile Function<JobRun, Outcome> bite = run -> Outcome.done(Changes.NONE);

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    engine = EngineUnderTest.on(database, CountedRowsIT::jobs);
  }

  private static List<JobCatalog.Entry<?>> jobs(JdbcClient worker) {
    jdbc = worker;
    Function<JobRun, Outcome> asTold = run -> bite.apply(run);
    return List.of(
        new StagedJob("take")
            .noting("coditect_ops.take_pages")
            .stage("take", asTold)
            .with(true, 10, Optional.of(100L)),
        new StagedJob("harmless").stage("take", asTold).with(false, 10, Optional.empty()));
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void build() {
    database.execute(
        "truncate coditect_ops.runs",
        "drop table if exists coditect_shared.notes, coditect_shared.comments,"
            + " coditect_ops.take_pages, coditect_ops.take_journal cascade",
        "drop function if exists coditect_shared.act() cascade",
        "create table coditect_shared.notes (id int, organization_id int, body text,"
            + " primary key (id)) partition by range (id)",
        "create table coditect_shared.notes_low partition of coditect_shared.notes for values"
            + " from (0) to (100)",
        "create table coditect_shared.notes_high partition of coditect_shared.notes for values"
            + " from (100) to (1000)",
        "create table coditect_shared.comments (id int primary key, note int references"
            + " coditect_shared.notes on delete cascade)",
        "create table coditect_ops.take_pages (id int)",
        "create table coditect_ops.take_journal (id int)",
        "insert into coditect_shared.notes select n, n % 2, 'x' from generate_series(1, 199) n",
        "insert into coditect_ops.take_pages select * from generate_series(1, 10)",
        "insert into coditect_ops.take_journal select * from generate_series(1, 10)",
        "grant all on coditect_shared.notes, coditect_shared.notes_low, coditect_shared.notes_high, coditect_shared.comments, coditect_ops.take_pages,"
            + " coditect_ops.take_journal to coditect_system");
  }

  @Test
  void a_bite_that_reports_every_row_commits_whichever_partition_it_was_in() {
    takes("delete from coditect_shared.notes where id in (1, 2, 150) returning 1", NOTES);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    takes("delete from coditect_shared.notes_low where id in (3, 4) returning 1", NOTES + "_low");
    assertThat(engine.run("take", "by the partition's name").outcome()).isEqualTo(Ending.DONE);
    assertThat(notes()).isEqualTo(194);
  }

  @Test
  void a_cascade_that_nobody_reckoned_with() {
    database.execute("insert into coditect_shared.comments values (1, 1), (2, 1), (3, 2)");
    takes(DELETE_ONE, NOTES);
    assertThat(refused())
        .contains("deleted 2 and changed 0 rows of coditect_shared.comments", "reported 0");
    assertThat(count("coditect_shared.comments")).isEqualTo(3);
  }

  @Test
  void a_reference_that_is_set_to_null() {
    database.execute(
        "alter table coditect_shared.comments drop constraint comments_note_fkey, add foreign key"
            + " (note) references coditect_shared.notes on delete set null",
        "insert into coditect_shared.comments values (1, 1), (2, 1), (3, 2)");
    takes(DELETE_ONE, NOTES);
    assertThat(refused()).contains("deleted 0 and changed 2 rows of coditect_shared.comments");
  }

  @Test
  void a_partition_of_which_more_went_than_was_said() {
    bite =
        run -> {
          jdbc.sql("delete from coditect_shared.notes where id in (1, 2, 150)").update();
          return done(TakenRows.of(NOTES, "1", 2));
        };
    assertThat(refused()).contains("deleted 3 and changed 0 rows of " + NOTES + ", and reported 2");
  }

  @Test
  void a_partition_that_came_while_the_run_was_under_way() {
    bite =
        run -> {
          database.execute(
              "create table if not exists coditect_shared.notes_more partition of"
                  + " coditect_shared.notes for values from (1000) to (2000)",
              "insert into coditect_shared.notes values (1500, 1, 'x')");
          jdbc.sql("delete from coditect_shared.notes where id in (1, 1500)").update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(refused()).contains("deleted 2 and changed 0 rows of " + NOTES);
  }

  @Test
  void a_table_that_inherits() {
    database.execute(
        "create table coditect_shared.old_comments () inherits (coditect_shared.comments)",
        "insert into coditect_shared.comments values (1, 1)",
        "insert into coditect_shared.old_comments values (2, 1)",
        "grant all on coditect_shared.old_comments to coditect_system");
    takes("delete from coditect_shared.comments returning 1", "coditect_shared.comments");
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(count("coditect_shared.comments")).isZero();
  }

  @Test
  void a_trigger_that_deletes_somebody_elses_row() {
    trigger("delete from coditect_shared.notes where id = old.id + 1;", "after delete", "");
    bite =
        run -> {
          jdbc.sql("delete from coditect_shared.notes_high where id = 198").update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(refused()).contains("deleted 2 and changed 0 rows of " + NOTES + ", and reported 1");
  }

  @Test
  void a_trigger_that_changes_rows() {
    trigger("update coditect_shared.notes set body = 'y' where id < 10;", "after delete", "");
    bite =
        run -> {
          jdbc.sql("delete from coditect_shared.notes_high where id = 198").update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(refused()).contains("deleted 1 and changed 9 rows of " + NOTES + ", and reported 1");
  }

  @Test
  void a_trigger_that_waits_for_the_commit() {
    trigger(
        "delete from coditect_shared.notes where id = 7;",
        "after delete",
        "deferrable initially deferred");
    bite =
        run -> {
          jdbc.sql("delete from coditect_shared.notes_high where id = 198").update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(refused()).contains("deleted 2 and changed 0 rows of " + NOTES);
  }

  @Test
  void a_rule() {
    database.execute(
        "create rule and_notes as on delete to coditect_shared.comments do also delete from"
            + " coditect_shared.notes where id = old.note",
        "insert into coditect_shared.comments values (1, 5)");
    takes("delete from coditect_shared.comments", "coditect_shared.comments");
    assertThat(refused()).contains("rows of " + NOTES + ", and reported 0");
  }

  @Test
  void rows_that_a_bite_changes_are_reported_as_well() {
    takes("update coditect_shared.notes set body = null where id < 4 returning 1", NOTES);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    bite =
        run -> {
          jdbc.sql("update coditect_shared.notes set body = null where id < 4").update();
          return done(TakenRows.of(NOTES, "1", 2));
        };
    assertThat(engine.run("take", "less").outcome()).isEqualTo(Ending.REFUSED);
  }

  @Test
  void notes_about_the_work_are_no_rows_taken_and_other_tables_of_ours_are() {
    bite =
        run -> {
          jdbc.sql("delete from coditect_ops.take_pages").update();
          jdbc.sql("update coditect_ops.take_journal set id = id + 1").update();
          jdbc.sql(DELETE_ONE.replace(" returning 1", "")).update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    bite =
        run -> {
          jdbc.sql("delete from coditect_ops.take_journal where id < 5").update();
          jdbc.sql("delete from coditect_shared.notes where id = 2").update();
          return done(TakenRows.of(NOTES, "1", 1));
        };
    assertThat(engine.run("take", "journal").problems().toString())
        .contains("Unreported rows", "rows of coditect_ops.take_journal");
    assertThat(count("coditect_ops.take_journal")).isEqualTo(10);
  }

  @Test
  void a_bite_that_reports_nothing_is_counted_with_all_that_hangs_on_its_rows() {
    database.execute(
        "insert into coditect_shared.comments select n, 1 + n % 60 from generate_series(1, 60) n");
    bite =
        run -> {
          jdbc.sql("delete from coditect_shared.notes where id <= 60").update();
          return Outcome.done(Changes.of("notes", 60));
        };
    RunResult parked = run();
    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(parked.problems().toString()).contains("taken 120 rows", "most-rows is 100");
    assertThat(notes()).isEqualTo(199);
    database.execute("delete from coditect_shared.comments where id > 40");
    assertThat(engine.run("take", "fewer").outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void attempts_that_were_rolled_back_and_bites_before_are_not_counted() {
    AtomicInteger attempts = new AtomicInteger();
    bite =
        run -> {
          int from = Integer.parseInt(run.bookmark().orElse("0"));
          List<Integer> gone =
              jdbc.sql("delete from coditect_shared.notes where id > :a and id <= :b returning 1")
                  .param("a", from)
                  .param("b", from + 10)
                  .query(Integer.class)
                  .list();
          if (attempts.incrementAndGet() % 3 != 0) {
            jdbc.sql("do $$ begin raise exception 'wait' using errcode = '55P03'; end $$").update();
          }
          TakenRows taken = TakenRows.of(NOTES, "1", gone.size());
          return from == 40
              ? new Outcome.Done("", Changes.of("notes", gone.size()), taken)
              : new Outcome.More(
                  Integer.toString(from + 10), Changes.of("notes", gone.size()), taken);
        };
    RunResult done = run();
    assertThat(done.outcome()).as(done.toString()).isEqualTo(Ending.DONE);
    assertThat(attempts).hasValue(15);
    assertThat(notes()).isEqualTo(149);
  }

  @Test
  void where_the_server_does_not_count_nothing_is_destroyed() {
    database.execute(
        "alter role "
            + LocalPostgres.WORKER
            + " in database "
            + database.name()
            + " set track_counts = off");
    takes(DELETE_ONE, NOTES);
    try (EngineUnderTest blind = EngineUnderTest.on(database, CountedRowsIT::jobs)) {
      RunResult refused = blind.run("take", "k");
      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.what()).contains("track_counts is off");
                assertThat(problem.cure()).contains("reset track_counts");
              });
      assertThat(blind.run("harmless", "k").outcome()).isEqualTo(Ending.DONE);
      assertThat(notes()).isEqualTo(198);
    } finally {
      // As the cure says.
      database.execute(
          "alter role "
              + LocalPostgres.WORKER
              + " in database "
              + database.name()
              + " reset track_counts");
      jdbc = engine.get(JdbcClient.class);
    }
    try (EngineUnderTest cured = EngineUnderTest.on(database, CountedRowsIT::jobs)) {
      assertThat(cured.run("take", "cured").outcome()).isNotEqualTo(Ending.REFUSED);
    } finally {
      jdbc = engine.get(JdbcClient.class);
    }
  }

  @Test
  void a_job_that_is_not_governed_is_not_held_against_anything() {
    database.execute("insert into coditect_shared.comments values (1, 1)");
    takes(DELETE_ONE, NOTES);
    assertThat(engine.run("harmless", "k").outcome()).isEqualTo(Ending.DONE);
    assertThat(count("coditect_shared.comments")).isZero();
  }

  /** The bite runs the statement and reports the rows that it returned, as rows of this table. */
  private static void takes(String statement, String table) {
    bite =
        run -> {
          int rows =
              statement.contains("returning")
                  ? jdbc.sql(statement).query(Integer.class).list().size()
                  : jdbc.sql(statement).update();
          return done(TakenRows.of(table, "1", rows));
        };
  }

  private static Outcome done(TakenRows taken) {
    return new Outcome.Done("", Changes.of("rows", taken.total()), taken);
  }

  private static void trigger(String statement, String when, String deferred) {
    database.execute(
        "create function coditect_shared.act() returns trigger language plpgsql as $$ begin "
            + "if pg_trigger_depth() = 1 then "
            + statement
            + " end if; return null; end $$",
        "create "
            + (deferred.isEmpty() ? "" : "constraint ")
            + "trigger act "
            + when
            + " on coditect_shared.notes_high "
            + deferred
            + " for each row execute function coditect_shared.act()");
  }

  private static RunResult run() {
    return engine.run("take", "k");
  }

  /** The refusal's words; nothing of the bite was kept. */
  private static String refused() {
    long before = notes();
    RunResult result = run();
    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.REFUSED);
    assertThat(result.outcome().exitCode()).isEqualTo(3);
    assertThat(result.changed().total()).isZero();
    assertThat(notes()).isBetween(before, before + 1);
    assertThat(result.problems().toString()).contains("Unreported rows: ", "it was rolled back");
    return result.problems().toString();
  }

  private static long notes() {
    return count(NOTES);
  }

  private static long count(String table) {
    return admin.sql("select count(*) from " + table).query(Long.class).single();
  }
}
