package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.OwnJobs;
import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.export.content.Residents;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.Typing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The bucket of packages refuses connections: at the start, under an upload, in a one-shot. */
@ResourceLock(Resources.SYSTEM_ERR)
class ServeWithoutPackagesIT {
  private static final String ITEM =
      "item=requests for copies are within their time, and none is put off";
  private static final String AWAY =
      "the place for packages cannot be written: the service is not reached, or falls silent"
          + " (java.net.ConnectException: Connection refused)";
  private static final String[] FAILED = {
    "ERROR",
    "Runs: run finished job=gdpr-export",
    "outcome=failed",
    AWAY,
    "See that the network lets the worker reach it; then run again."
  };
  private static final String[] WAITS = {
    "WARN",
    "Watch: something waits " + ITEM,
    "1 requests are put off: ",
    AWAY,
    "cure=They are tried again by themselves; \"runs --job gdpr-export\" says"
  };
  private static final String OVER = "nothing waits there any more " + ITEM;

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private final LocalStorage storage = LocalStorage.start("parcels");
  private UUID tenant;
  private Map<String, String> variables;

  @BeforeEach
  void plant(@TempDir Path directory) {
    tenant = residents.organization("acme");
    variables =
        Map.of(
            "OPS_EXPORT_URI",
            "gs://parcels/copies",
            "STORAGE_EMULATOR_HOST",
            storage.host(),
            "OPS_JOBS_DIR",
            OwnJobs.in(directory)
                .edit(
                    "gdpr-export.yaml",
                    "attempts: 5, backoff: . first: 30s, longest: 10m",
                    "attempts: 100, backoff: { first: 1s, longest: 1s")
                .edit("gdpr-export.yaml", "0 20 [*] [*] [*] [?]", "0 0 0 1 1 ? 2090")
                .jobs()
                .toString());
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void a_request_is_put_off_with_its_reason_shown_and_answered_when_the_bucket_is_back() {
    UUID first = somebodyAsks("ada");
    storage.goAway();
    assertOneShotPutsOff(first);
    try (LocalPubSub pubsub = LocalPubSub.start();
        Spoken log = new Spoken();
        ServingWorker worker = ServingWorker.start(database, pubsub, variables)) {
      until(log, "a retry that failed", () -> lines(log, FAILED) > 0);
      assertPutOff(log, worker, first, 1);
      storage.comeBack();
      until(log, "the package", () -> is(first, "ready"));
      until(log, "the run of the one-shot", this::oneShotIsDone);
      until(log, "all to be well", () -> lines(log, OVER) == 1);
      assertThat(worker.health()).doesNotContain("are put off");

      long before = lines(log, FAILED);
      storage.faults().holdUploads(1);
      UUID second = somebodyAsks("grace");
      worker.get(RunQueue.class).add(request("second"));
      until(log, "an upload in its middle", () -> storage.faults().held() == 1);
      storage.goAway();
      until(log, "a run that failed", () -> lines(log, FAILED) > before);
      assertPutOff(log, worker, second, 2);
      storage.faults().heal();
      storage.comeBack();
      until(log, "the package", () -> is(second, "ready"));
      until(log, "all to be well", () -> lines(log, OVER) == 2);
      assertThat(whole(first) && whole(second)).isTrue();
      assertThat(lines(log, "\tat ")).isZero();
    }
  }

  private void assertOneShotPutsOff(UUID request) {
    try (InProcessWorker worker =
        InProcessWorker.start(InProcessWorker.HastyUploader.class, database, variables)) {
      RunResult away = worker.run("gdpr-export", "one-shot", Instant.now(), Map.of());
      assertThat(away.outcome()).isEqualTo(Ending.FAILED);
      assertThat(away.outcome().exitCode()).isEqualTo(1);
      assertThat(away.retryAt()).isPresent();
      assertThat(away.problems().get(0).what()).startsWith(AWAY);
      assertThat(isPutOff(request)).isTrue();
      assertThat(Typing.rows(worker.type("exports list", Map.of()), "requests"))
          .singleElement()
          .asString()
          .contains(AWAY, "nextTryAt");
    }
  }

  /** Tried again by the worker that serves, and what it was for is answered. */
  private boolean oneShotIsDone() {
    return number(
            "select count(*) from coditect_ops.runs where key = 'one-shot' and attempt > 1 and"
                + " outcome in ('done', 'nothing-to-do')")
        == 1;
  }

  private void assertPutOff(Spoken log, ServingWorker worker, UUID request, long times) {
    until(log, "what waits", () -> lines(log, WAITS) == times);
    assertThat(isPutOff(request)).isTrue();
    assertThat(worker.health())
        .contains("\"status\":\"DEGRADED\"")
        .contains("1 requests are put off: " + request)
        .contains("not reached");
    assertThat(worker.status("/actuator/health")).isEqualTo(200);
    assertThat(worker.status("/actuator/health/readiness")).isEqualTo(200);
  }

  private UUID somebodyAsks(String name) {
    UUID user = residents.user(tenant, name);
    return residents
        .jdbc()
        .sql(
            "insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at,"
                + " due_at) values (gen_random_uuid(), ?, ?, now(), now() + interval '30 days')"
                + " returning id")
        .params(tenant, user)
        .query(UUID.class)
        .single();
  }

  private boolean is(UUID request, String state) {
    return number(
            "select count(*) from coditect_ops.export_requests where id = '"
                + request
                + "' and state = '"
                + state
                + "'")
        == 1;
  }

  /** Waits for its next try, or is in it. */
  private boolean isPutOff(UUID request) {
    return number(
            "select count(*) from coditect_ops.export_requests where id = '"
                + request
                + "' and attempts > 0 and (state = 'running' or retry_at is not null) and reason"
                + " like 'the place for packages cannot be written%'")
        == 1;
  }

  private boolean whole(UUID request) {
    String location =
        residents
            .jdbc()
            .sql(
                "select p.location from coditect_ops.export_packages p join"
                    + " coditect_ops.export_requests r on r.package_id = p.id where r.id = ?")
            .param(request)
            .query(String.class)
            .single();
    return storage.buckets().content("parcels", location.replace("gs://parcels/", "")).length > 0;
  }

  private long number(String sql) {
    return residents.jdbc().sql(sql).query(Long.class).single();
  }

  private static RunRequest request(String key) {
    return new RunRequest("gdpr-export", key, Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private static void until(Spoken log, String what, BooleanSupplier reached) {
    Await.until(what, reached, () -> true, log::text);
  }

  /** In how many lines of the log all of these words stand. */
  private static long lines(Spoken log, String... words) {
    return log.text().lines().filter(line -> Stream.of(words).allMatch(line::contains)).count();
  }
}
