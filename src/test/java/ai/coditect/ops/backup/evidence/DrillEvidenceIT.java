package ai.coditect.ops.backup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class DrillEvidenceIT {
  private static final Instant START = Instant.parse("2026-11-01T04:00:00Z");
  private static final String HOSTILE = "<script>alert(1)</script>\u202e\u0007&\"";
  private static InProcessWorker worker;
  private static Drill first;
  @TempDir private Path folder;

  @BeforeAll
  static void drill() {
    worker =
        InProcessWorker.start(
            LocalPostgres.shared().migrated(),
            Map.of("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY));
    first = record(START, Drill.Verdict.OK, "rows-kept");
    record(START.plus(Duration.ofDays(7)), Drill.Verdict.INVALID, HOSTILE);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private static Drill record(Instant at, Drill.Verdict verdict, String check) {
    DrillStore drills = worker.get(DrillStore.class);
    Examination found =
        new Examination(
            at,
            Duration.ofSeconds(3),
            Optional.of(9L),
            Optional.of(Duration.ofMinutes(10)),
            List.of(
                new Examination.Result(
                    check, Examination.Verdict.OK, "gone: 1", "at most 20", "Rows are kept.")));
    Drill drill =
        Drill.begun(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Drill.Level.DRILL,
                at,
                "schedule",
                "prod-1",
                Map.of("recovery-point", "30m"))
            .of(new Drill.Backup("77", at.minusSeconds(3600), at.minusSeconds(3500)))
            .into("drill-x")
            .took(DrillStage.RESTORE, Duration.ofSeconds(400))
            .examined(found, Duration.ofSeconds(725))
            .controlled(
                new Drill.Control("lost-rows", 5, verdict == Drill.Verdict.OK, found.results()))
            .having(
                verdict == Drill.Verdict.OK
                    ? List.of()
                    : List.of(new Problem("Drill invalid.", "drill", "Look into it.")))
            .ended(verdict, at.plusSeconds(900));
    drills.begin(drill);
    drills.save(drill);
    return drill;
  }

  @Test
  void the_list_and_a_report_tell_what_happened() {
    Reply list = worker.type("drills list", Map.of("until", "2027-01-01T00:00:00Z"));
    assertThat(list.exitCode()).isZero();
    assertThat(list.text()).hasSize(2);
    assertThat(list.text().get(0)).contains("invalid", "RPO 10m ", "RTO 12m 5s");
    assertThat(worker.type("drills list", Map.of("until", START.toString())).text())
        .containsExactly("There is no drill on record for that time.");
    Reply shown = worker.type("drills show", Map.of("drill", first.run().toString()));
    assertThat(shown.text())
        .contains("verdict   ok", "fault     lost-rows, named")
        .anyMatch(line -> line.contains("rows-kept") && line.contains("gone: 1"));
    assertThat(shown.document()).containsEntry("drill", first.id().toString());
    Reply unknown = worker.type("drills show", Map.of("drill", UUID.randomUUID().toString()));
    assertThat(unknown.exitCode()).isEqualTo(2);
    Reply turned =
        worker.type(
            "drills list", Map.of("since", "2026-12-01T00:00:00Z", "until", START.toString()));
    assertThat(turned.exitCode()).isEqualTo(2);
  }

  @Test
  void a_page_is_whole_well_formed_and_lets_nothing_in() throws Exception {
    Drill hostile =
        worker
            .get(DrillStore.class)
            .list(START.plusSeconds(1), START.plus(Duration.ofDays(30)), 1)
            .get(0);
    String page =
        worker
            .type("drills show", Map.of("drill", hostile.id().toString(), "html", "true"))
            .text()
            .get(0);
    assertThat(page)
        .contains("Restore drill", "lost-rows, NOT named", "&lt;script&gt;", "30m", "12m 5s")
        .doesNotContain("<script", "\u202e", "http-equiv=\"refresh\"", "src=", "href=");
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    Document parsed =
        factory
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    page.replaceFirst("<!DOCTYPE html>", "")
                        .replaceAll("(<meta [^>]*)>", "$1/>")
                        .getBytes(StandardCharsets.UTF_8)));
    assertThat(parsed.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(parsed.getElementsByTagName("polyline").getLength()).isEqualTo(2);
  }

  @Test
  void an_auditor_checks_the_file_with_the_key_alone() throws Exception {
    Path file = evidence();
    String key = worker.type("drills key", Map.of()).text().get(0);
    Reply genuine = verify(file, key);
    assertThat(genuine.exitCode()).as(genuine.toString()).isZero();
    assertThat(genuine.document().get("drills").toString()).isEqualTo("{invalid=1, ok=1}");
    Path pem = folder.resolve("key.pem");
    Files.writeString(pem, "-----BEGIN PUBLIC KEY-----\n" + key + "\n-----END PUBLIC KEY-----\n");
    assertThat(verify(file, pem.toString()).exitCode()).isZero();

    String text = Files.readString(file);
    for (String forged :
        List.of(
            text.replaceFirst("\"invalid\"", "\"ok\""),
            text.replaceFirst("restore-drills", "restore-Drills"),
            " " + text)) {
      Reply refused = verify(write(forged), key);
      assertThat(refused.exitCode()).as(forged).isEqualTo(3);
      assertThat(refused.problems().get(0).what()).startsWith("Signature mismatch");
    }
    String seal = text.strip();
    for (String broken :
        List.of(
            "",
            "{}",
            text + "more",
            text.substring(0, 90),
            "\n\n",
            text + " ",
            text + "\n",
            seal + " \n",
            seal + "\r\n",
            seal + "{}\n",
            seal.substring(0, seal.length() - 1) + ",\"note\":\"more\"}\n")) {
      assertThat(verify(write(broken), key).exitCode()).as(broken).isEqualTo(2);
    }
    assertThat(verify(write(seal), key).exitCode()).as("without its last line feed").isZero();
    var other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Reply stranger =
        verify(file, Base64.getEncoder().encodeToString(other.getPublic().getEncoded()));
    assertThat(stranger.exitCode()).isEqualTo(3);
    assertThat(stranger.problems().get(0).what()).startsWith("Signature by another key");
    assertThat(verify(file, "rubbish").exitCode()).isEqualTo(2);
    assertThat(verify(folder.resolve("none"), key).exitCode()).isEqualTo(2);
  }

  @Test
  void without_a_key_there_is_no_evidence() {
    try (InProcessWorker keyless =
        InProcessWorker.start(LocalPostgres.shared().migrated(), Map.of())) {
      for (Reply refused :
          List.of(
              keyless.type("drills key", Map.of()),
              keyless.type("drills evidence", Map.of("since", START.toString())))) {
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.problems().get(0).where()).isEqualTo("OPS_EVIDENCE_KEY");
      }
    }
  }

  private Path evidence() throws Exception {
    Reply written =
        worker.type(
            "drills evidence", Map.of("since", START.toString(), "until", "2027-01-01T00:00:00Z"));
    assertThat(written.exitCode()).isZero();
    assertThat(written.document().get("file")).isEqualTo(String.join("\n", written.text()) + "\n");
    return write(String.join("\n", written.text()) + "\n");
  }

  private Path write(String text) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "drills", ".jsonl"), text);
  }

  private static Reply verify(Path file, String key) {
    return worker.type("drills verify", Map.of("file", file.toString(), "key", key));
  }
}
