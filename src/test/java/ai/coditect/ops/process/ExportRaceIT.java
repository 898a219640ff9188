package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers that reach for the same requests at the same moment. */
class ExportRaceIT {
  private static final int SCOPES = 20;

  @TempDir Path shelf;

  @RepeatedTest(20)
  @Tag("campaign")
  void each_request_gets_one_answer_however_often_they_race() {
    each_request_gets_one_answer_and_each_scope_one_package();
  }

  @Test
  void each_request_gets_one_answer_and_each_scope_one_package() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan)"
            + " values (md5('tenant')::uuid, 'Tenant', 'tenant', 'PRO')",
        """
        insert into coditect_shared.users (id, organization_id, email, username, role)
        select md5('user ' || n)::uuid, md5('tenant')::uuid, 'p' || n || '@example.org', 'p' || n, 'MEMBER'
        from generate_series(1, %d) n
        """
            .formatted(SCOPES),
        """
        insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at, due_at)
        select gen_random_uuid(), md5('tenant')::uuid, md5('user ' || n)::uuid, now(), now() + interval '1 month'
        from generate_series(1, %d) n, generate_series(1, 4)
        """
            .formatted(SCOPES));
    Map<String, String> environment = Map.of("OPS_EXPORT_URI", Copies.uri(shelf));
    try (InProcessWorker one = InProcessWorker.start(database, environment);
        InProcessWorker two = InProcessWorker.start(database, environment)) {
      CompletableFuture<RunResult> first = run(one, "one", Map.of());
      CompletableFuture<RunResult> second =
          run(
              two,
              "two",
              Map.of(
                  "organization",
                  Licenses.text(database, "select cast(md5('tenant')::uuid as text)")));
      // On a busy machine one of them may come when the other has answered everybody.
      assertThat(
              List.of(
                  first.orTimeout(3, TimeUnit.MINUTES).join().outcome(),
                  second.orTimeout(3, TimeUnit.MINUTES).join().outcome()))
          .contains(Ending.DONE)
          .isSubsetOf(Ending.DONE, Ending.NOTHING_TO_DO);
    }
    assertThat(
            Licenses.text(
                database,
                "select concat_ws(', ', count(*), count(distinct package_id), min(state), max(state))"
                    + " from coditect_ops.export_requests"))
        .isEqualTo(SCOPES * 4 + ", " + SCOPES + ", ready, ready");
    assertThat(
            Licenses.text(
                database,
                "select count(*) || ', ' || count(distinct data ->> 'requestId')"
                    + " from coditect_ops.outbox where type like '%export%'"))
        .isEqualTo(SCOPES * 4 + ", " + SCOPES * 4);
    assertThat(Copies.files(shelf)).hasSize(SCOPES);
    // Nobody took from the other what was under way.
    assertThat(
            Licenses.number(
                database,
                "select count(*) from coditect_ops.export_packages where state <> 'ready'"))
        .isZero();
    assertThat(Licenses.number(database, "select max(attempts) from coditect_ops.export_requests"))
        .isEqualTo(1);
  }

  private static CompletableFuture<RunResult> run(
      InProcessWorker worker, String key, Map<String, String> parameters) {
    return CompletableFuture.supplyAsync(
        () -> worker.run("gdpr-export", key, Instant.now(), parameters));
  }
}
