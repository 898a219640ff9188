package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.WorkerLogin;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory of a server of its own is copied away and put back. */
class RestoredDirectoryIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path place;
  @TempDir Path ledger;

  @Test
  void whoever_a_restored_data_directory_brought_back_is_erased_again() throws IOException {
    Path data = place.resolve("data");
    UUID gone;
    UUID stays;
    try (EmbeddedPostgres server = start(data)) {
      LocalPostgres.Database database = database(server);
      database.execute(
          "create role " + LocalPostgres.ADMIN + " login nosuperuser createrole createdb",
          "alter database postgres owner to " + LocalPostgres.ADMIN);
      Migrations.apply(
          database.as(LocalPostgres.ADMIN),
          Optional.of(new WorkerLogin(LocalPostgres.WORKER, "")),
          Migrations.TenantTables.APPLY);
      Tenants tenants = new Tenants(database);
      UUID organization = tenants.organization("FREE");
      stays = tenants.user(organization, "OWNER", null);
      gone = tenants.user(organization, "MEMBER", Instant.parse("2024-01-01T00:00:00Z"));
    }
    copy(data, place.resolve("backup"));
    try (EmbeddedPostgres server = start(data);
        InProcessWorker worker = worker(server)) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    Files.move(data, place.resolve("lost"));
    Files.move(place.resolve("backup"), data);
    try (EmbeddedPostgres server = start(data);
        InProcessWorker worker = worker(server)) {
      Tenants restored = new Tenants(database(server));
      assertThat(restored.users()).containsExactly(stays, gone);
      Reply reply = worker.type("erasures replay", Map.of());
      assertThat(reply.problems()).isEmpty();
      assertThat(restored.users()).containsExactly(stays);
    }
  }

  private static EmbeddedPostgres start(Path data) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .start();
  }

  private static LocalPostgres.Database database(EmbeddedPostgres server) {
    return new LocalPostgres.Database("127.0.0.1", server.getPort(), "postgres");
  }

  private InProcessWorker worker(EmbeddedPostgres server) {
    return InProcessWorker.start(database(server), InProcessWorker.erasing(ledger));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(each));
        } else {
          Files.copy(each, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
