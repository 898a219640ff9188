package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that a person is given. */
class CertificateIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private InProcessWorker worker;

  @BeforeEach
  void start() {
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void says_what_was_erased_anonymised_and_kept_and_where_it_stands() throws IOException {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID asks = tenants.user(organization, "MEMBER", null);
    tenants.project(organization, asks);
    tenants.project(organization, asks);
    UUID request = tenants.request(organization, asks);
    run("one");

    Reply reply = certificate(request);

    assertThat(reply.problems()).isEmpty();
    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document())
        .containsEntry("request", request.toString())
        .containsEntry("organization", organization.toString())
        .containsEntry("result", "erased")
        .containsEntry("inTime", true)
        .containsEntry("erased", List.of(Map.of("table", "coditect_shared.users", "rows", 1L)));
    assertThat(reply.document().get("anonymised").toString())
        .contains("coditect_shared.projects", "owner_id (reassign)", "rows=2");
    assertThat(reply.document().get("kept").toString())
        .contains("coditect_shared.projects.name", "Art. 6(1)(f)", "P10Y", "life-of-organization");
    assertThat(reply.document().get("ledger"))
        .asString()
        .contains("verified=true", "segment=1", "key=k1.")
        .containsPattern("head=[0-9a-f]{64}")
        .contains(
            "deletion=" + tenants.ids("select deletion from coditect_ops.erasure_requests").get(0));
    assertThat(String.join("\n", reply.text()))
        .contains(
            "Certificate of erasure",
            "no backup-verification has looked",
            "the ledger is replayed",
            "inTime: true")
        .doesNotContain(asks.toString());

    // As a version left it that did not count what it kept.
    database.execute(
        "update coditect_ops.erasures set by_effect = false, counts = '{\"coditect_shared.users\": 1,"
            + " \"coditect_shared.projects\": 2}'");
    Reply uncounted = certificate(request);
    assertThat(uncounted.document().get("anonymised").toString())
        .contains("coditect_shared.projects", "rows=2");
    assertThat(uncounted.document().get("kept").toString())
        .contains(
            "what=coditect_shared.projects.name, rows=2,",
            "what=coditect_ops.export_requests.requested_at, category=");

    Path segment = directory.resolve("000000000001.jsonl");
    String whole = Files.readString(segment);
    Files.writeString(segment, whole.replace("person-asked", "retention-ended"));
    assertThat(certificate(request).document().get("ledger").toString())
        .contains("verified=false", "has a fault");
    Files.delete(segment);
    assertThat(certificate(request).document().get("ledger").toString()).contains("verified=false");
    Files.writeString(segment, whole);
    assertThat(certificate(request).document().get("ledger").toString()).contains("verified=true");
  }

  @Test
  void an_organization_has_one_page_about_everything_of_it() {
    UUID ended = tenants.organization("FREE", "UTC", Instant.parse("2026-10-30T00:00:00Z"));
    UUID user = tenants.user(ended, "OWNER", null);
    tenants.project(ended, user);
    UUID request = tenants.request(ended, null);
    run("one");

    Reply reply = certificate(request);

    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document().get("erased").toString())
        .contains(
            "coditect_shared.organizations", "coditect_shared.users", "coditect_shared.projects");
    assertThat(reply.document().get("ledger").toString()).contains("verified=true");
  }

  @Test
  void a_letter_that_was_recorded_too_late_is_not_said_to_be_in_time() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    Reply late =
        worker.type(
            "erasures request",
            Map.of(
                "organization",
                organization.toString(),
                "user",
                tenants.user(organization, "MEMBER", null).toString(),
                "requested-at",
                "2020-01-31T12:00:00Z",
                "by",
                "Eve"));
    assertThat(late.problems()).isEmpty();
    run("one");

    assertThat(
            certificate(UUID.fromString(String.valueOf(late.document().get("request")))).document())
        .containsEntry("requested", "2020-01-31T12:00:00Z")
        .containsEntry("due", "2020-02-29T12:00:00Z")
        .containsEntry("inTime", false);
  }

  @Test
  void an_open_or_refused_request_says_how_it_stands() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID held = tenants.user(organization, "MEMBER", null);
    UUID request = tenants.request(organization, held);
    Reply open = certificate(request);
    assertThat(open.exitCode()).isEqualTo(3);
    assertThat(open.document()).containsEntry("state", "waiting");
    assertThat(((Number) open.document().get("daysLeft")).longValue()).isBetween(26L, 31L);
    tenants.hold("user", organization, held, null);
    run("one");
    Reply refused = certificate(request);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.document())
        .containsEntry("state", "refused")
        .containsEntry("ground", "case 12");
  }

  @Test
  void who_was_not_there_any_more_gets_a_truthful_page() {
    UUID organization = tenants.organization("PRO");
    UUID request = tenants.request(organization, UUID.randomUUID());
    run("one");
    Reply reply = certificate(request);
    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document())
        .containsEntry("result", "already-absent")
        .containsEntry("erased", List.of());
    assertThat(reply.document().get("ledger").toString()).contains("no entry stands");
  }

  @Test
  void a_request_that_a_restore_lost_is_known_from_the_ledger() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID request = tenants.request(organization, tenants.user(organization, "MEMBER", null));
    run("one");
    database.execute("truncate coditect_ops.erasure_requests");
    Reply reply = certificate(request);
    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document()).containsEntry("result", "erased");
    assertThat(reply.document().get("ledger").toString()).contains("verified=true");
    assertThat(certificate(UUID.randomUUID()).exitCode()).isEqualTo(2);
  }

  private Reply certificate(UUID request) {
    return worker.type("erasures certificate", Map.of("request", request.toString()));
  }

  private void run(String key) {
    worker.run("gdpr-purge", key, NOW, Map.of());
  }
}
