package ai.coditect.ops.erasure;

import ai.coditect.ops.local.LocalPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Statements that somebody else runs between a run's look at the catalogue and its first bite: when
 * the first page of its plan is written.
 */
final class LateStatements {
  private final LocalPostgres.Database database;

  LateStatements(LocalPostgres.Database database) {
    this.database = database;
    database.execute(
        "create table public.late (number serial, statement text)",
        """
        create function public.run_late() returns trigger language plpgsql security definer as $$
        declare
          late text;
        begin
          for late in select l.statement from public.late l order by l.number loop
            execute late;
          end loop;
          delete from public.late;
          return null;
        end $$
        """,
        "create trigger run_late after insert on coditect_ops.erasure_plan"
            + " for each statement execute function public.run_late()");
  }

  void add(String... statements) {
    for (String statement : statements) {
      JdbcClient.create(database.asSuperuser())
          .sql("insert into public.late (statement) values (?)")
          .param(statement)
          .update();
    }
  }

  boolean ran() {
    return JdbcClient.create(database.asSuperuser())
            .sql("select count(*) from public.late")
            .query(Long.class)
            .single()
        == 0;
  }
}
