package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.coditect.ops.export.content.Extract;
import ai.coditect.ops.export.content.Scope;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What an auditor finds who has three files, Python, and none of our code. */
class IndependentReaderIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  @TempDir Path evidence;
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
  void certificate_package_and_ledger_of_one_case_are_sound_and_no_changed_byte_is()
      throws Exception {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID asks = tenants.user(organization, "MEMBER", null);
    tenants.project(organization, asks);
    tenants.project(organization, asks);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    worker
        .get(Extract.class)
        .write(
            new Scope(organization, Optional.of(asks), Profile.ACCESS),
            zip,
            Duration.ofMinutes(1),
            () -> {});
    UUID request = tenants.request(organization, asks);
    worker.run("gdpr-purge", "one", NOW, Map.of());
    Reply reply = worker.type("erasures certificate", Map.of("request", request.toString()));
    byte[] certificate = JsonMapper.shared().writeValueAsBytes(reply.document());
    Path segment = directory.resolve("000000000001.jsonl");
    byte[] ledger = Files.readAllBytes(segment);
    Path certificateFile = Files.write(evidence.resolve("certificate.json"), certificate);
    Path packageFile = Files.write(evidence.resolve("package.zip"), zip.toByteArray());

    assertThat(read(certificateFile, packageFile))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("sound: "));

    String text = new String(certificate, StandardCharsets.UTF_8);
    List<String> unnoticed = new ArrayList<>();
    for (String changed :
        List.of(
            text.replace("\"rows\":2", "\"rows\":3"),
            text.replace("coditect_shared.users\"", "coditect_shared.usert\""),
            text.replace(request.toString(), UUID.randomUUID().toString()),
            flipped(text, "\"head\":\""),
            flipped(text, "\"subject\":\""),
            flipped(text, "\"deletion\":\""),
            flipped(text, "\"organization\":\""),
            text.replace("\"inTime\":true", "\"inTime\":false"))) {
      assertThat(changed).isNotEqualTo(text);
      Files.writeString(certificateFile, changed);
      if (!read(certificateFile, packageFile).get(1).startsWith("NOT sound: certificate")) {
        unnoticed.add(changed);
      }
    }
    Files.write(certificateFile, certificate);
    for (int at = 3; at < zip.size(); at += zip.size() / 2) {
      byte[] changed = zip.toByteArray();
      changed[at] ^= 1;
      Files.write(packageFile, changed);
      if (!read(certificateFile, packageFile).get(2).startsWith("NOT sound: package")) {
        unnoticed.add("byte " + at + " of the package");
      }
    }
    byte[] longer = java.util.Arrays.copyOf(zip.toByteArray(), zip.size() + 1);
    Files.write(packageFile, longer);
    assertThat(read(certificateFile, packageFile).get(2)).contains("bytes behind its end");
    Files.write(packageFile, zip.toByteArray());
    for (int at = 5; at < ledger.length; at += ledger.length / 2) {
      byte[] changed = ledger.clone();
      changed[at] ^= 1;
      Files.write(segment, changed);
      if (!read(certificateFile, packageFile).get(0).startsWith("NOT sound: ledger")) {
        unnoticed.add("byte " + at + " of the ledger");
      }
    }
    Files.write(segment, ledger);
    assertThat(unnoticed).isEmpty();
  }

  /** With the first digit behind a label made another one. */
  private static String flipped(String text, String label) {
    int at = text.indexOf(label) + label.length();
    return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
  }

  private List<String> read(Path certificate, Path zip) throws Exception {
    Process python;
    try {
      python =
          new ProcessBuilder(
                  "python3",
                  "src/docs/verify_evidence.py",
                  "--ledger",
                  directory.toString(),
                  "--certificate",
                  certificate.toString(),
                  "--package",
                  zip.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException notInstalled) {
      abort("there is no python3 on the path");
      return List.of();
    }
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines = said.lines().toList();
    boolean sound = lines.stream().allMatch(line -> line.startsWith("sound: "));
    assertThat(python.waitFor()).as(said).isEqualTo(sound ? 0 : 1);
    assertThat(lines).as(said).hasSize(3);
    return lines;
  }
}
