package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.export.content.Residents;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request to the package that answers it, and to its end. */
class GdprExportIT {
  @TempDir Path shelf;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private final UUID tenant = residents.organization("first");
  private final UUID ada = residents.user(tenant, "ada");
  private InProcessWorker worker;
  private int runs;

  @AfterEach
  void stop() {
    worker.close();
  }

  private void start() {
    start(Map.of("OPS_EXPORT_URI", uri(shelf)));
  }

  private void start(Map<String, String> environment) {
    worker = InProcessWorker.start(database, environment);
  }

  @Test
  void a_person_and_an_organization_are_each_answered_by_a_sound_package() throws Exception {
    start();
    UUID bob = residents.user(tenant, "bob");
    residents.project(tenant, bob, "Bob's");
    UUID person = request("user", ada.toString());
    UUID whole = request();

    RunResult result = run();

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.DONE);
    assertThat(result.changed().byKind()).isEqualTo(Map.of("exports-ready", 2L));
    assertThat(states()).isEqualTo(Map.of(person, "ready", whole, "ready"));
    for (UUID request : List.of(person, whole)) {
      Path file = file(request);
      String hash = text("sha256", request);
      assertThat(ParcelCheck.check(file, Optional.of(hash)).problems()).isEmpty();
      assertThat(text("bytes", request)).isEqualTo(Long.toString(Files.size(file)));
      Exported exported = Exported.read(Files.readAllBytes(file));
      assertThat(exported.rows("coditect_shared.users")).hasSize(request.equals(person) ? 1 : 2);
      assertThat(event(request))
          .contains("privacy.export.completed.v1 ", hash, file.getFileName().toString())
          .doesNotContain(ada.toString(), "first.test");
    }
    assertThat(files()).hasSize(2);
  }

  @Test
  void requests_for_the_same_share_a_package_and_others_do_not() throws Exception {
    start();
    UUID one = request("user", ada.toString());
    UUID same = request("user", ada.toString());
    UUID other = request("user", ada.toString(), "profile", "portability");

    assertThat(run().changed().byKind()).isEqualTo(Map.of("exports-ready", 3L));

    assertThat(text("package_id", same)).isEqualTo(text("package_id", one));
    assertThat(text("package_id", other)).isNotEqualTo(text("package_id", one));
    assertThat(files()).hasSize(2);
    assertThat(events()).isEqualTo(3);
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(events()).isEqualTo(3);
  }

  @Test
  void a_package_is_removed_when_its_days_are_over_and_not_before() throws Exception {
    start();
    UUID missed = request("user", ada.toString());
    UUID fetched = request("user", ada.toString(), "profile", "portability");
    run();
    assertThat(worker.type("exports link", Map.of("request", fetched.toString(), "by", "Ada")))
        .extracting(Reply::exitCode)
        .isEqualTo(0);
    Instant now = Instant.now();
    expire(now.plus(Duration.ofHours(1)));
    run();
    assertThat(files()).hasSize(2);
    assertThat(states()).isEqualTo(Map.of(missed, "ready", fetched, "delivered"));

    expire(now.minus(Duration.ofSeconds(1)));
    RunResult result = run();

    assertThat(result.changed().byKind()).isEqualTo(Map.of("packages-removed", 2L));
    assertThat(files()).isEmpty();
    assertThat(states()).isEqualTo(Map.of(missed, "expired", fetched, "delivered"));
    assertThat(one("select count(*) from coditect_ops.export_packages where state = 'deleted'"))
        .isEqualTo("2");
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void one_row_of_another_tenant_stops_it_and_nothing_is_published() throws Exception {
    start();
    UUID elsewhere = residents.organization("second");
    UUID poisoned = request("user", ada.toString());
    UUID healthy = request();
    // What a constraint forbids and a restore with checks off, or a bug of tomorrow, may bring.
    database.execute(
        "set session_replication_role = replica",
        "insert into coditect_shared.projects (organization_id, owner_id, name, slug) values ('"
            + elsewhere
            + "', '"
            + ada
            + "', 'Not hers to see', 'astray')");

    RunResult result = run();

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.REFUSED);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .contains("another tenant", "coditect_shared.projects", tenant.toString())
                    .doesNotContain(ada.toString(), "Not hers"));
    assertThat(states()).isEqualTo(Map.of(poisoned, "failed", healthy, "ready"));
    assertThat(text("reason", poisoned)).startsWith("foreign-row");
    assertThat(event(poisoned)).contains("privacy.export.failed.v1", "foreign-row");
    assertThat(files()).hasSize(1);
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);

    database.execute("delete from coditect_shared.projects where slug = 'astray'");
    worker.type("exports retry", Map.of("request", poisoned.toString(), "by", "Ada"));
    run();
    assertThat(states()).containsEntry(poisoned, "ready");
  }

  @Test
  void whoever_is_gone_is_told_so_and_no_id_is_kept() throws Exception {
    start();
    UUID request = request("user", ada.toString());
    database.execute("delete from coditect_shared.users");

    assertThat(run().changed().byKind()).isEqualTo(Map.of("exports-failed", 1L));

    assertThat(states()).isEqualTo(Map.of(request, "failed"));
    assertThat(event(request)).contains("privacy.export.failed.v1", "\"gone\"");
    assertThat(one("select count(*) from coditect_ops.export_requests where user_id is not null"))
        .isEqualTo("0");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_package_for_a_public_key_opens_with_its_secret_half_only() throws Exception {
    start();
    var keys = new X25519KeyPairGenerator().generateKeyPair();
    String recipient = keys.getPublic().toString();
    UUID request = request("user", ada.toString(), "recipient", recipient);

    run();

    Path file = file(request);
    assertThat(file.toString()).endsWith(".zip.age");
    assertThat(ParcelCheck.check(file, Optional.empty()).sound()).isFalse();
    try (ReadableByteChannel opened =
        new StandardDecryptingChannelFactory()
            .newDecryptingChannel(
                FileChannel.open(file),
                List.of(
                    X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                        keys.getPrivate().toString())))) {
      Exported exported = Exported.read(Channels.newInputStream(opened).readAllBytes());
      assertThat(exported.rows("coditect_shared.users")).hasSize(1);
    }
    assertThat(event(request)).contains("\"encrypted\": true").doesNotContain(recipient);
  }

  @Test
  void a_place_that_is_gone_puts_requests_off_until_it_is_back() throws Exception {
    Path place = Files.createDirectory(shelf.resolve("place"));
    start(Map.of("OPS_EXPORT_URI", uri(place)));
    UUID request = request("user", ada.toString());
    run("warm-up", Map.of("organization", UUID.randomUUID().toString()));
    Files.delete(place);

    RunResult result = run();

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.FAILED);
    assertThat(result.problems().toString()).contains("OPS_EXPORT_URI");
    assertThat(states()).isEqualTo(Map.of(request, "requested"));
    assertThat(text("reason", request)).isNotBlank();
    assertThat(text("attempts", request)).isEqualTo("1");
    assertThat(one("select retry_at > now() from coditect_ops.export_requests")).isEqualTo("t");

    Files.createDirectory(place);
    database.execute("update coditect_ops.export_requests set retry_at = now()");
    assertThat(run().changed().byKind()).containsEntry("exports-ready", 1L);
    assertThat(states()).isEqualTo(Map.of(request, "ready"));
  }

  @Test
  void after_its_attempts_a_request_has_failed_and_says_why() throws Exception {
    Path place = Files.createDirectory(shelf.resolve("place"));
    start(Map.of("OPS_EXPORT_URI", uri(place)));
    UUID request = request("user", ada.toString());
    run("warm-up", Map.of("organization", UUID.randomUUID().toString()));
    Files.delete(place);
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(states()).as("before attempt " + attempt).containsValue("requested");
      database.execute("update coditect_ops.export_requests set retry_at = null");
      assertThat(run().outcome()).isEqualTo(Ending.FAILED);
    }
    assertThat(states()).isEqualTo(Map.of(request, "failed"));
    assertThat(text("reason", request)).startsWith("given-up: ");
    assertThat(event(request)).contains("privacy.export.failed.v1", "given-up");
    assertThat(events()).isEqualTo(1);
  }

  @Test
  void without_a_place_no_run_begins_and_a_dry_run_does() throws Exception {
    start(Map.of());
    UUID request = request("user", ada.toString());

    assertThat(worker.dryRun("gdpr-export", Instant.now()).changed().byKind())
        .isEqualTo(Map.of("exports-ready", 1L));
    RunResult result = run();

    assertThat(result.outcome()).isEqualTo(Ending.INVALID);
    assertThat(result.problems().toString()).contains("OPS_EXPORT_URI");
    assertThat(states()).isEqualTo(Map.of(request, "requested"));
  }

  private RunResult run() {
    return run("run-" + ++runs, Map.of());
  }

  private RunResult run(String key, Map<String, String> parameters) {
    return worker.run("gdpr-export", key, Instant.now(), parameters);
  }

  private UUID request(String... arguments) {
    UUID id = UUID.randomUUID();
    Map<String, String> given = new LinkedHashMap<>();
    given.put("organization", tenant.toString());
    given.put("id", id.toString());
    given.put("by", "Ada");
    for (int i = 0; i < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    Reply reply = worker.type("exports request", given);
    assertThat(reply.exitCode()).as(reply.toString()).isZero();
    return id;
  }

  private Map<UUID, String> states() {
    Map<UUID, String> states = new LinkedHashMap<>();
    residents
        .jdbc()
        .sql("select id, state from coditect_ops.export_requests")
        .query(
            row -> {
              states.put(row.getObject("id", UUID.class), row.getString("state"));
            });
    return states;
  }

  /** A column of the request or of its package. */
  private String text(String column, UUID request) {
    return one(
        "select (to_jsonb(r) || coalesce(to_jsonb(p) - 'reason', '{}')) ->> '"
            + column
            + "' from coditect_ops.export_requests r left join coditect_ops.export_packages p on"
            + " p.id = r.package_id where r.id = '"
            + request
            + "'");
  }

  private Path file(UUID request) {
    String location = text("location", request);
    return Path.of(java.net.URI.create(location));
  }

  private String event(UUID request) {
    return one(
        "select type || ' ' || data from coditect_ops.outbox where data ->> 'requestId' = '"
            + request
            + "'");
  }

  private int events() {
    return Integer.parseInt(
        one("select count(*) from coditect_ops.outbox where type like '%privacy.export%'"));
  }

  private String one(String sql) {
    return residents.jdbc().sql(sql).query(String.class).single();
  }

  private void expire(Instant at) {
    database.execute("update coditect_ops.export_packages set expires_at = '" + at + "'");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(shelf)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String uri(Path directory) {
    return directory.toUri().toString().replaceFirst("/$", "");
  }
}
