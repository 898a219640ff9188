package ai.coditect.ops.privacy.effect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PrivacyDoor;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever keeps a materialized view from being made anew is cured by the statement it prints. */
class RefreshStoreIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient worker = JdbcClient.create(database.as(LocalPostgres.WORKER));

  @Test
  void a_view_is_made_anew_by_the_function_that_is_printed(@TempDir Path jobs) throws IOException {
    database.execute(
        "set role coditect_owner",
        "create materialized view coditect_shared.\"who is who\" as select id as user_id from coditect_shared.users",
        "create unique index on coditect_shared.\"who is who\" (user_id)",
        "reset role");
    MappedDatabase mapped = mapped(jobs, "\"coditect_shared.who is who\"");

    for (String said : List.of("is missing", "no column user_id")) {
      cured(mapped, said);
    }
    assertThat(problems(mapped)).isEmpty();
    worker.sql("select coditect_shared.refresh_who()").query(row -> {});
    assertThat(
            JdbcClient.create(database.asSuperuser())
                .sql("select prosrc from pg_proc where proname = 'refresh_who'")
                .query(String.class)
                .single())
        .contains("concurrently");

    database.execute("alter function coditect_shared.refresh_who() security invoker");
    cured(mapped, "runs with the rights of the worker");
    database.execute("alter function coditect_shared.refresh_who() owner to coditect_app");
    cured(mapped, "only an owner may make it anew");
    database.execute(
        "revoke execute on function coditect_shared.refresh_who() from public, coditect_system");
    cured(mapped, "may not call");
    assertThat(problems(mapped)).isEmpty();
    worker.sql("select coditect_shared.refresh_who()").query(row -> {});
  }

  @Test
  void a_table_is_not_made_anew(@TempDir Path jobs) throws IOException {
    database.execute("create table coditect_shared.plain (user_id uuid)");
    assertThat(problems(mapped(jobs, "coditect_shared.plain")))
        .singleElement()
        .extracting(Problem::what)
        .isEqualTo("The map has coditect_shared.plain made anew, and it is no materialized view.");
  }

  private void cured(MappedDatabase mapped, String said) {
    Problem problem = problems(mapped).get(0);
    assertThat(problem.what()).contains(said);
    database.execute(
        problem.cure().replaceFirst("As the owner of the view: ", "set role coditect_owner; "),
        "reset role");
  }

  private List<Problem> problems(MappedDatabase mapped) {
    return new RefreshStore(worker).problems(mapped.map());
  }

  private MappedDatabase mapped(Path jobs, String view) throws IOException {
    Files.writeString(
        jobs.resolve("personal-data.yaml"),
        Files.readString(Path.of("jobs/personal-data.yaml"))
            + "\n  "
            + view
            + ": { refresh: { by: coditect_shared.refresh_who, subject: user_id -> coditect_shared.users.id } }\n");
    return PrivacyDoor.mapped(Optional.of(jobs), worker);
  }
}
