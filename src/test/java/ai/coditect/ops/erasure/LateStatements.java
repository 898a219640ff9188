package ai.coditect.ops.erasure;

import ai.coditect.ops.local.LocalPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Statements that somebody else runs between a run's look at the catalogue and its first bite: when
 * a page of its plan is written.
 */
final class LateStatements {
  private final LocalPostgres.Database database;

  LateStatements(LocalPostgres.Database database) {
    this.database = database;
    database.execute(
        "create table public.late (number serial, page integer, statement text)",
        """
        create function public.run_late() returns trigger language plpgsql security definer as $$
        declare
          written integer := (select count(*) from coditect_ops.erasure_plan);
          late text;
        begin
          for late in
            select l.statement from public.late l where l.page = written order by l.number
          loop
            execute late;
          end loop;
          delete from public.late l where l.page = written;
          return null;
        end $$
        """,
        "create trigger run_late after insert on coditect_ops.erasure_plan"
            + " for each statement execute function public.run_late()");
  }

  /** With the first page. */
  void add(String... statements) {
    for (String statement : statements) {
      add(1, statement);
    }
  }

  /** With this page, from 1. */
  void add(int page, String statement) {
    JdbcClient.create(database.asSuperuser())
        .sql("insert into public.late (page, statement) values (?, ?)")
        .params(page, statement)
        .update();
  }

  boolean ran() {
    return JdbcClient.create(database.asSuperuser())
            .sql("select count(*) from public.late")
            .query(Long.class)
            .single()
        == 0;
  }
}
