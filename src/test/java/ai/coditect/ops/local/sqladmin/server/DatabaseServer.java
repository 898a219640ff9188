package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

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
          "min_wal_size = 32MB",
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

  /** One of 127.1.0.0 to 127.254.255.255: nobody else has it. */
  static String anyAddress() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "127.%d.%d.%d"
        .formatted(random.nextInt(1, 255), random.nextInt(256), random.nextInt(1, 255));
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
    Path log = data.resolve("server.log");
    try {
      ServerProgram.run("pg_ctl", "-D", data, "-w", "-t", 60, "-s", "-l", log, "start");
    } catch (IOException e) {
      throw new IOException(Files.exists(log) ? Files.readString(log) : "no log", e);
    }
    if (!recovery.isEmpty()) {
      Await.until("the end of a recovery", this::letsEverybodyIn);
    }
  }

  private boolean letsEverybodyIn() {
    try (Connection session = connect();
        var statement = session.createStatement();
        var row = statement.executeQuery("select not pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      return false;
    }
  }

  void stop() throws IOException {
    if (Files.exists(data.resolve("postmaster.pid"))) {
      ServerProgram.run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop");
    }
  }

  /** Ends it and leaves nothing of it. */
  public void remove() throws IOException {
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
