package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One PostgreSQL server with a directory, an address and a port of its own. */
public final class DatabaseServer {
  private static final String SUPERUSER = "postgres";

  /** Nobody cuts its power; and its log is kept, so that a clone can be made of it. */
  private static final List<String> SETTINGS =
      List.of(
          "unix_socket_directories = ''",
          "max_connections = 40",
          "fsync = off",
          "synchronous_commit = off",
          "wal_level = replica",
          "wal_keep_size = 2GB",
          "min_wal_size = 8MB",
          "max_wal_size = 256MB",
          "checkpoint_timeout = 1h",
          "autovacuum = off",
          "jit = off",
          "timezone = UTC",
          "shared_buffers = 32MB");

  private final Path data;
  private final String address;
  private final int port;

  private DatabaseServer(Path data, String address, int port) {
    this.data = data;
    this.address = address;
    this.port = port;
  }

  /** One that runs already, whoever started it. */
  public static DatabaseServer running(Path data, String address, int port) {
    return new DatabaseServer(data, address, port);
  }

  /** A new one, with nothing in it but what every server has. */
  static DatabaseServer create(Path data, String address, int port) throws IOException {
    DatabaseServer server = new DatabaseServer(data, address, port);
    FileTree.copy(EmptyServer.directory(), data, path -> true);
    server.start(List.of());
    return server;
  }

  public String address() {
    return address;
  }

  public int port() {
    return port;
  }

  Path data() {
    return data;
  }

  public LocalPostgres.Database database(String name) {
    return new LocalPostgres.Database(address, port, name);
  }

  Connection connect() throws SQLException {
    return database(SUPERUSER).asSuperuser().getConnection();
  }

  /** Starts from what its directory holds now, and waits until it lets everybody in. */
  void start(List<String> recovery) throws IOException {
    List<String> lines = new ArrayList<>(SETTINGS);
    lines.add("listen_addresses = '" + address + "'");
    lines.add("port = " + port);
    lines.addAll(recovery);
    Files.write(data.resolve("postgresql.conf"), lines);
    Files.deleteIfExists(data.resolve("postgresql.auto.conf"));
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.0/8 trust\n");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    ServerProgram.run(
        "pg_ctl", "-D", data, "-w", "-t", 60, "-s", "-l", data.resolve("server.log"), "start");
  }

  void stop() throws IOException {
    if (Files.exists(data.resolve("postmaster.pid"))) {
      ServerProgram.run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop");
    }
  }

  /** Ends it and leaves nothing of it. */
  void remove() throws IOException {
    stop();
    FileTree.delete(data);
  }

  /** Replaces all that it holds by what a backup holds. */
  void become(BaseBackup backup) throws IOException {
    remove();
    backup.putInto(data);
    start(List.of());
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
