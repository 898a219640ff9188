package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Residents;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.StorageFaults;
import ai.coditect.ops.local.Typing;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;

/** A bucket that fails, falls silent and cuts off: the package comes whole, or the request says. */
class ExportOutageIT {
  private static final String BUCKET = "parcels";

  @TempDir static Path directory;
  private static LocalStorage storage;
  private static LocalPostgres.Database database;
  private static Residents residents;
  private static InProcessWorker worker;
  private static int count;

  @BeforeAll
  static void start() throws IOException {
    storage = LocalStorage.start(BUCKET);
    database = LocalPostgres.shared().migrated();
    residents = new Residents(database);
    worker = start(BUCKET, jobs("attempts: 2"));
  }

  private static InProcessWorker start(String bucket, Path jobs) {
    return InProcessWorker.start(
        database,
        Map.of(
            "OPS_EXPORT_URI", "gs://" + bucket + "/copies",
            "STORAGE_EMULATOR_HOST", storage.host(),
            "OPS_JOBS_DIR", jobs.toString()));
  }

  private static Path jobs(String attempts) throws IOException {
    Path jobs = Files.createDirectory(directory.resolve("jobs-" + ++count));
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        String text = Files.readString(file);
        Files.writeString(
            jobs.resolve(file.getFileName()),
            file.endsWith("gdpr-export.yaml") ? text.replace("attempts: 5", attempts) : text);
      }
    }
    return jobs;
  }

  @AfterAll
  static void stop() {
    worker.close();
    storage.close();
  }

  @AfterEach
  void heal() {
    storage.faults().heal();
  }

  static final List<Arguments> LASTING =
      List.of(
          lasting(
              "read-only",
              StorageFaults::readOnly,
              "cannot be written: the worker has no right to"),
          lasting(
              "full",
              faults -> faults.refuseWrites(403, "quotaExceeded"),
              "cannot be written: a quota is used up"),
          lasting(
              "gone",
              faults -> faults.refuseEverything(404, "notFound"),
              "the place for packages does not exist"),
          lasting(
              "without our credentials",
              faults -> faults.refuseEverything(401, "authError"),
              "the worker has no credentials, or they are not accepted"),
          lasting(
              "changing what it is sent",
              faults -> faults.corruptUploads(1),
              "cannot be written: the service answers 400"));

  private static Arguments lasting(String name, Consumer<StorageFaults> fault, String reason) {
    return Arguments.of(Named.of("a bucket that is " + name, fault), reason);
  }

  @ParameterizedTest
  @FieldSource("LASTING")
  void a_request_is_put_off_with_its_reason_and_answered_when_the_bucket_is_well(
      Consumer<StorageFaults> fault, String reason) throws IOException {
    UUID request = somebodyAsks();
    fault.accept(storage.faults());

    RunResult failed = run();

    // Also of what stays: the request is tried again, so the run says no more (decision 206).
    assertThat(failed.outcome()).as(failed.toString()).isEqualTo(Ending.FAILED);
    assertThat(failed.outcome().exitCode()).isEqualTo(1);
    assertThat(failed.retryAt()).isPresent();
    assertThat(failed.problems().toString())
        .contains(reason)
        .contains("OPS_EXPORT_URI, gs://parcels/copies")
        .doesNotContain("somebody@");
    Map<String, Object> putOff = listed(request);
    assertThat(putOff).containsEntry("state", "requested").containsEntry("attempts", 1L);
    assertThat(putOff.get("reason").toString()).contains(reason).doesNotContain("given-up");
    assertThat(Instant.parse(putOff.get("nextTryAt").toString())).isAfter(Instant.now());
    assertShown("are put off: " + request);
    assertThat(events(request)).isEmpty();

    storage.faults().heal();
    // Not before its time, whoever starts a run.
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(listed(request)).containsEntry("state", "requested");
    retry(request);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertArrived(request, 2);
  }

  /** By the item that a serving worker watches for its health and its log. */
  private static void assertShown(String what) {
    Check item =
        worker.all(Check.class).stream()
            .filter(check -> check.claim().startsWith("requests for copies are within"))
            .findFirst()
            .orElseThrow();
    assertThat(item.watched()).isTrue();
    assertThat(item.examine().problems()).singleElement().asString().contains(what);
  }

  @Test
  void a_request_whose_attempts_are_used_up_has_failed_until_somebody_has_it_tried_again()
      throws IOException {
    UUID request = somebodyAsks();
    storage.faults().readOnly();
    assertThat(run().outcome()).isEqualTo(Ending.FAILED);
    retry(request);
    assertThat(run().outcome()).isEqualTo(Ending.FAILED);

    Map<String, Object> failed = listed(request);
    assertThat(failed).containsEntry("state", "failed").containsEntry("open", true);
    assertThat(failed.get("reason").toString())
        .startsWith("given-up: the place for packages cannot be written");
    assertThat(events(request)).containsExactly("privacy.export.failed given-up");
    assertShown("are given up: " + request);
    storage.faults().heal();
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);

    retry(request);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(events(request))
        .containsExactly("privacy.export.failed given-up", "privacy.export.completed");
    assertArrived(request, 1);
  }

  static final List<Arguments> PASSING =
      List.of(
          passing("answering 503 four times", faults -> faults.failNext(4)),
          passing("cutting off two uploads", faults -> faults.cutUploads(2, 100_000)),
          passing("not telling what it has stored", faults -> faults.loseAnswers(1)));

  private static Arguments passing(String name, Consumer<StorageFaults> fault) {
    return Arguments.of(Named.of("a bucket that is " + name, fault));
  }

  @ParameterizedTest
  @FieldSource("PASSING")
  void what_passes_costs_no_attempt_and_the_package_comes_once_and_whole(
      Consumer<StorageFaults> fault) throws IOException {
    UUID request = aLargeTenantAsks();
    fault.accept(storage.faults());
    RunResult result = run();
    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.DONE);
    byte[] parcel = assertArrived(request, 1);
    // More than one chunk of an upload.
    assertThat(parcel).hasSizeGreaterThan(5_000_000);
  }

  @Test
  void a_place_that_is_silent_when_a_package_expires_keeps_nobody_waiting() throws IOException {
    UUID expired = somebodyWhoseCopyIsOver();
    UUID request = somebodyAsks();
    storage.faults().stall();
    CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(ExportOutageIT::run);
    Awaitility.await("the next package")
        .atMost(Await.PATIENCE)
        .until(() -> listed(request).get("state").equals("running"));
    storage.faults().heal();
    assertThat(run.orTimeout(3, TimeUnit.MINUTES).join().outcome()).isEqualTo(Ending.DONE);
    assertArrived(request, 1);
    assertThat(listed(expired)).containsEntry("state", "expired");
  }

  @Test
  void a_bucket_that_does_not_let_go_fails_the_run_and_not_the_request() throws IOException {
    UUID expired = somebodyWhoseCopyIsOver();
    UUID request = somebodyAsks();
    storage.faults().keepEverything();
    RunResult failed = run();
    assertThat(failed.outcome()).isEqualTo(Ending.FAILED);
    assertThat(failed.problems().toString())
        .contains("does not let go")
        .contains("the worker has no right to");
    assertThat(listed(request)).containsEntry("state", "ready");
    assertThat(events(request)).containsExactly("privacy.export.completed");
    assertThat(listed(expired)).containsEntry("state", "ready");

    storage.faults().heal();
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(listed(expired)).containsEntry("state", "expired");
    assertArrived(request, 1);
  }

  private static UUID somebodyWhoseCopyIsOver() {
    UUID request = somebodyAsks();
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    database.execute(
        "update coditect_ops.export_packages set expires_at = now() - interval '1 hour'"
            + " where id = (select package_id from coditect_ops.export_requests where id = '"
            + request
            + "')");
    return request;
  }

  /** The client asks again for a minute and a half before it gives up. */
  @Test
  @Tag("campaign")
  void a_service_that_stays_away_or_silent_puts_the_request_off() throws IOException {
    for (Consumer<StorageFaults> fault :
        List.<Consumer<StorageFaults>>of(
            faults -> faults.refuseEverything(503, "backendError"), StorageFaults::stall)) {
      UUID request = somebodyAsks();
      fault.accept(storage.faults());
      RunResult result = run();
      assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.FAILED);
      assertThat(listed(request).get("reason").toString())
          .contains("the place for packages cannot be written");
      storage.faults().heal();
      retry(request);
      assertThat(run().outcome()).isEqualTo(Ending.DONE);
      assertArrived(request, 2);
    }
  }

  private static UUID somebodyAsks() {
    UUID tenant = residents.organization("tenant-" + ++count);
    return ask(tenant, Optional.of(residents.user(tenant, "ada")));
  }

  /** Six megabytes that no zip makes small. */
  private static UUID aLargeTenantAsks() {
    UUID tenant = residents.organization("tenant-" + ++count);
    residents
        .jdbc()
        .sql(
            "insert into coditect_shared.licenses (organization_id, license_key, features)"
                + " select ?, 'large-' || gen_random_uuid(), jsonb_build_object('text',"
                + " (select string_agg(md5(n || '/' || m || random()), '')"
                + " from generate_series(1, 30000) m)) from generate_series(1, 6) n")
        .param(tenant)
        .update();
    return ask(tenant, Optional.empty());
  }

  private static UUID ask(UUID tenant, Optional<UUID> user) {
    UUID request = UUID.randomUUID();
    Map<String, String> arguments = new java.util.TreeMap<>();
    arguments.put("organization", tenant.toString());
    user.ifPresent(id -> arguments.put("user", id.toString()));
    arguments.put("id", request.toString());
    arguments.put("by", "Ada");
    Reply reply = worker.type("exports request", arguments);
    assertThat(reply.exitCode()).as(reply.toString()).isZero();
    return request;
  }

  private static RunResult run() {
    return worker.run("gdpr-export", "run-" + ++count, Instant.now(), Map.of());
  }

  private static void retry(UUID request) {
    Reply reply = worker.type("exports retry", Map.of("request", request.toString(), "by", "Ada"));
    assertThat(reply.exitCode()).as(reply.toString()).isZero();
  }

  private static Map<String, Object> listed(UUID request) {
    return Typing.rows(worker.type("exports list", Map.of()), "requests").stream()
        .filter(each -> each.get("request").equals(request.toString()))
        .findFirst()
        .orElseThrow();
  }

  /** What was told of a request; each event as its schema has it. */
  private static List<String> events(UUID request) {
    EventSchemas schemas = new EventSchemas(Optional.empty());
    return residents
        .jdbc()
        .sql(
            "select type, cast(data as text) as data, concat_ws(' ', substring(type from"
                + " 'ai.coditect.(.*).v1'), data ->> 'reason') as told from coditect_ops.outbox"
                + " where data ->> 'requestId' = ? order by occurred_at")
        .param(request.toString())
        .query(
            (row, number) -> {
              assertThat(
                      schemas.misfit(
                          row.getString("type"),
                          JsonMapper.shared().readTree(row.getString("data"))))
                  .isEmpty();
              return row.getString("told");
            })
        .list();
  }

  /** The bucket has the package of this request, once and whole, and nothing of its attempts. */
  private static byte[] assertArrived(UUID request, long attempts) throws IOException {
    Map<String, Object> ready = listed(request);
    assertThat(ready).containsEntry("state", "ready").containsEntry("attempts", attempts);
    assertThat(events(request)).endsWith("privacy.export.completed");
    Map<?, ?> parcel = (Map<?, ?>) ready.get("package");
    String name = parcel.get("location").toString().replace("gs://" + BUCKET + "/", "");
    byte[] content = storage.buckets().content(BUCKET, name);
    Path file = directory.resolve("fetched-" + ++count);
    Files.write(file, content);
    assertThat(ParcelCheck.check(file, Optional.of(parcel.get("sha256").toString())).problems())
        .isEmpty();
    assertThat(storage.buckets().names(BUCKET))
        .containsExactlyInAnyOrderElementsOf(
            residents
                .jdbc()
                .sql(
                    "select replace(location, 'gs://parcels/', '') from"
                        + " coditect_ops.export_packages where state = 'ready'")
                .query(String.class)
                .list());
    return content;
  }
}
