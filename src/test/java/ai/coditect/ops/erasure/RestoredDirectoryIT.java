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
import java.io.UncheckedIOException;
import java.net.ServerSocket;
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

  private final int port = freePort();
  private UUID gone;
  private UUID stays;

  @Test
  void a_data_directory_that_is_put_back_is_the_same_writer_and_is_replayed() throws IOException {
    Path data = purgedAfterBackup();
    Files.move(data, place.resolve("lost"));
    Files.move(place.resolve("backup"), data);
    try (EmbeddedPostgres server = start(data, port);
        InProcessWorker worker = worker(server)) {
      Tenants restored = new Tenants(database(server));
      assertThat(restored.users()).containsExactly(stays, gone);
      Reply reply = worker.type("erasures replay", Map.of());
      assertThat(reply.problems()).isEmpty();
      assertThat(restored.users()).containsExactly(stays);
    }
  }

  @Test
  void a_data_directory_that_another_server_serves_is_no_writer_until_somebody_says_so()
      throws IOException {
    purgedAfterBackup();
    try (EmbeddedPostgres server = start(place.resolve("backup"), freePort());
        InProcessWorker worker = worker(server)) {
      Tenants restored = new Tenants(database(server));
      assertThat(worker.run("gdpr-purge", "two", NOW, Map.of()).outcome())
          .isEqualTo(Ending.REFUSED);
      assertThat(worker.type("erasures replay", Map.of()).problems().toString())
          .contains("Not the ledger's writer");
      assertThat(restored.users()).containsExactly(stays, gone);
      assertThat(worker.type("ledger adopt", Map.of("by", "anna")).exitCode()).isZero();
      assertThat(worker.type("erasures replay", Map.of()).problems()).isEmpty();
      assertThat(restored.users()).containsExactly(stays);
    }
  }

  /** A directory whose server erased somebody after it was copied away. */
  private Path purgedAfterBackup() throws IOException {
    Path data = place.resolve("data");
    try (EmbeddedPostgres server = start(data, port)) {
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
    try (EmbeddedPostgres server = start(data, port);
        InProcessWorker worker = worker(server)) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    return data;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setPort(port)
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
