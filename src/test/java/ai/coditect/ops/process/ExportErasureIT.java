package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.process.GateProxy.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is to be erased while their copy is being written. */
class ExportErasureIT {
  private static final String COPYING = "t0.owner_id as uuid) as subject";

  @TempDir static Path directory;
  private static LocalPostgres.Database database;
  private static Tenants tenants;
  private static Path shelf;
  private static GateProxy gate;
  private static InProcessWorker exporter;
  private static int runs;

  @BeforeAll
  static void start() throws IOException {
    database = LocalPostgres.shared().migrated();
    tenants = new Tenants(database);
    shelf = Files.createDirectory(directory.resolve("shelf"));
    Files.createDirectory(directory.resolve("ledger"));
    gate = new GateProxy(database.host(), database.port());
    exporter = worker(Map.of("DB_HOST", "127.0.0.1", "DB_PORT", Integer.toString(gate.port())));
  }

  @AfterAll
  static void stop() throws IOException {
    exporter.close();
    gate.close();
  }

  private static InProcessWorker worker(Map<String, String> variables) {
    Map<String, String> environment =
        new HashMap<>(InProcessWorker.erasing(directory.resolve("ledger")));
    environment.put("OPS_EXPORT_URI", Copies.uri(shelf));
    environment.putAll(variables);
    return InProcessWorker.start(database, environment);
  }

  @Test
  void an_erasure_cancels_the_copy_and_nothing_of_it_stays() {
    UUID tenant = tenants.organization("PRO");
    UUID owner = tenants.user(tenant, "OWNER", null);
    UUID ada = tenants.user(tenant, "MEMBER", null);
    UUID request = ask(tenant, ada);
    CompletableFuture<Void> copying = gate.stopAt(COPYING, Where.BEFORE);
    CompletableFuture<RunResult> export =
        CompletableFuture.supplyAsync(() -> run(exporter, "gdpr-export"));
    await("the copy", copying::isDone);
    tenants.request(tenant, ada);
    try (InProcessWorker purger = worker(Map.of())) {
      assertThat(purge(purger).outcome()).isEqualTo(Ending.DONE);
      assertThat(tenants.users()).contains(owner).doesNotContain(ada);
      // Its writer stands still, and the run ends without it.
      assertThat(export.orTimeout(3, TimeUnit.MINUTES).join().outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
      gate.open();
      await("the writer's end", () -> writers() == 0);
      assertThat(Copies.files(shelf)).isEmpty();
      assertThat(events(request)).isEmpty();

      assertThat(run(purger, "gdpr-export").outcome()).isEqualTo(Ending.DONE);
      assertThat(Copies.files(shelf)).isEmpty();
      assertThat(events(request))
          .containsExactly(
              "ai.coditect.privacy.export.failed.v1 cancelled "
                  + Licenses.text(
                      database,
                      "select cast(deletion as text) from coditect_ops.erasures"
                          + " where organization_id = '"
                          + tenant
                          + "' limit 1"));
      assertThat(state(request)).isEqualTo("cancelled");
    }
  }

  @Test
  void an_erasure_that_waits_comes_after_the_copy() throws IOException {
    UUID tenant = tenants.organization("PRO");
    tenants.user(tenant, "OWNER", null);
    UUID ada = tenants.user(tenant, "MEMBER", null);
    UUID request = ask(tenant, ada);
    CompletableFuture<Void> copying = gate.stopAt(COPYING, Where.BEFORE);
    CompletableFuture<RunResult> export =
        CompletableFuture.supplyAsync(() -> run(exporter, "gdpr-export"));
    await("the copy", copying::isDone);
    tenants.request(tenant, ada);
    try (InProcessWorker purger = worker(Map.of("OPS_JOBS_DIR", jobsThatWait().toString()))) {
      purge(purger);
      assertThat(tenants.users()).contains(ada);
      assertThat(
              Licenses.text(
                  database,
                  "select reason from coditect_ops.erasure_left where user_id = '" + ada + "'"))
          .isEqualTo("export-open");
      gate.open();
      assertThat(export.orTimeout(3, TimeUnit.MINUTES).join().outcome()).isEqualTo(Ending.DONE);
      assertThat(events(request)).containsExactly("ai.coditect.privacy.export.completed.v1");
      assertThat(Copies.files(shelf)).hasSize(1);

      assertThat(purge(purger).outcome()).isEqualTo(Ending.DONE);
      assertThat(tenants.users()).doesNotContain(ada);
      // Whoever is gone has no copy any more either.
      run(purger, "gdpr-export");
      assertThat(Copies.files(shelf)).isEmpty();
    }
  }

  @Test
  void a_copy_that_was_delivered_goes_with_whom_it_is_about() {
    UUID tenant = tenants.organization("PRO");
    tenants.user(tenant, "OWNER", null);
    UUID ada = tenants.user(tenant, "MEMBER", null);
    UUID request = ask(tenant, ada);
    assertThat(run(exporter, "gdpr-export").outcome()).isEqualTo(Ending.DONE);
    assertThat(
            exporter
                .type("exports link", Map.of("request", request.toString(), "by", "Ada"))
                .exitCode())
        .isZero();
    assertThat(state(request)).isEqualTo("delivered " + ada);
    assertThat(Copies.files(shelf)).hasSize(1);

    tenants.request(tenant, ada);
    assertThat(purge(exporter).outcome()).isEqualTo(Ending.DONE);
    assertThat(run(exporter, "gdpr-export").outcome()).isEqualTo(Ending.DONE);
    assertThat(Copies.files(shelf)).isEmpty();
    assertThat(state(request)).isEqualTo("expired");
    // It was answered, and nothing else is told of it.
    assertThat(events(request)).containsExactly("ai.coditect.privacy.export.completed.v1");
  }

  private static String state(UUID request) {
    return Licenses.text(
        database,
        "select concat_ws(' ', state, user_id) from coditect_ops.export_requests where id = '"
            + request
            + "'");
  }

  private static Path jobsThatWait() throws IOException {
    Path jobs = Files.createDirectory(directory.resolve("jobs"));
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        Files.writeString(
            jobs.resolve(file.getFileName()),
            Files.readString(file).replace("open-exports: cancel", "open-exports: wait"));
      }
    }
    return jobs;
  }

  private static UUID ask(UUID tenant, UUID user) {
    UUID request = UUID.randomUUID();
    assertThat(
            exporter
                .type(
                    "exports request",
                    Map.of(
                        "organization", tenant.toString(),
                        "user", user.toString(),
                        "id", request.toString(),
                        "by", "Ada"))
                .exitCode())
        .isZero();
    return request;
  }

  private static RunResult run(InProcessWorker worker, String job) {
    return worker.run(job, "run-" + ++runs, Instant.now(), Map.of());
  }

  private static RunResult purge(InProcessWorker worker) {
    return worker.run(
        "gdpr-purge", "run-" + ++runs, Instant.now(), Map.of("requested-only", "true"));
  }

  private static List<String> events(UUID request) {
    return tenants
        .jdbc()
        .sql(
            "select concat_ws(' ', type, data ->> 'reason', data ->> 'deletion')"
                + " from coditect_ops.outbox where type like '%export%'"
                + " and data ->> 'requestId' = ?")
        .param(request.toString())
        .query(String.class)
        .list();
  }

  private static long writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("export-") && thread.isAlive())
        .count();
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> reached) {
    Awaitility.await(what).atMost(Await.PATIENCE).until(reached);
  }
}
