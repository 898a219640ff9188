package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.WorkerLogin;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A server with the worker's database, for a test that backs up a whole server. */
public final class SourceServer {
  /** The database that every migration was applied to. */
  public static final String DATABASE = "coditect";

  private static @Nullable Path migrated;

  private SourceServer() {}

  /** Starts one; the first of a JVM takes some seconds longer. */
  public static DatabaseServer start() {
    try {
      Path data = Files.createTempDirectory(ServerFiles.ofThisProcess(), "source").resolve("data");
      FileTree.copy(migrated(), data, path -> true);
      DatabaseServer server = DatabaseServer.running(data, DatabaseServer.anyAddress(), anyPort());
      server.start(List.of());
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path migrated() throws IOException {
    Path ready = migrated;
    if (ready == null) {
      ready = ServerFiles.ofThisProcess().resolve("migrated");
      DatabaseServer server = DatabaseServer.create(ready, DatabaseServer.anyAddress(), anyPort());
      server
          .database("postgres")
          .execute(
              "create role " + LocalPostgres.ADMIN + " login nosuperuser createrole createdb",
              "create database " + DATABASE + " owner " + LocalPostgres.ADMIN);
      Migrations.apply(
          server.database(DATABASE).as(LocalPostgres.ADMIN),
          Optional.of(new WorkerLogin(LocalPostgres.WORKER, "")),
          Migrations.TenantTables.APPLY);
      server.database("postgres").execute("checkpoint");
      server.stop();
      migrated = ready;
    }
    return ready;
  }

  /** Below those that the system gives to whoever asks for any. */
  private static int anyPort() {
    return ThreadLocalRandom.current().nextInt(20_000, 32_000);
  }
}
