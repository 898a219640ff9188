package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.export.content.Residents;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request to the package that answers it, and to its end. */
class GdprExportIT {
  @TempDir Path shelf;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private InProcessWorker worker;
  private int runs;

  @BeforeEach
  void start() {
    worker = InProcessWorker.start(database, Map.of("OPS_EXPORT_URI", uri(shelf)));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void a_request_is_answered_by_one_package_that_expires() throws IOException {
    UUID tenant = residents.organization("first");
    UUID ada = residents.user(tenant, "ada");
    residents.user(tenant, "bob");
    UUID request = UUID.randomUUID();
    Reply reply =
        worker.type(
            "exports request",
            Map.of(
                "organization", tenant.toString(),
                "user", ada.toString(),
                "id", request.toString(),
                "by", "Ada"));
    assertThat(reply.exitCode()).as(reply.toString()).isZero();

    RunResult result = run();

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.DONE);
    assertThat(result.changed().byKind()).containsEntry("exports-ready", 1L);
    assertThat(files()).hasSize(1);
    Exported exported = Exported.read(Files.readAllBytes(files().get(0)));
    assertThat(exported.rows("coditect_shared.users")).hasSize(1);
    System.out.println(worker.type("exports list", Map.of()).text());
  }

  private RunResult run() {
    return worker.run("gdpr-export", "run-" + ++runs, Instant.now(), Map.of());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(shelf)) {
      return files.toList();
    }
  }

  private static String uri(Path directory) {
    return directory.toUri().toString().replaceFirst("/$", "");
  }
}
