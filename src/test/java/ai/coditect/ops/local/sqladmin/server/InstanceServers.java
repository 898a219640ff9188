package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.local.sqladmin.ServersBehind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A PostgreSQL server behind each instance. All listen on the same port, as those of the service
 * do, each on a loopback address of its own.
 */
public final class InstanceServers implements ServersBehind, AutoCloseable {
  /** The role of the service's administrators, which are no superusers. */
  private static final String ADMINISTRATORS =
      "do $$ begin create role cloudsqlsuperuser nosuperuser createrole createdb login;"
          + " exception when duplicate_object then null; end $$";

  private final int port;
  private final Clock clock;
  private final Path home;
  private final Map<String, DatabaseServer> servers = new ConcurrentHashMap<>();
  private final List<Taken> backups = new CopyOnWriteArrayList<>();

  /** A backup of an instance. */
  private record Taken(String instance, String id, Instant ended, BaseBackup backup) {}

  /**
   * @param port that all of them listen on
   */
  public InstanceServers(int port, Clock clock) {
    this(port, clock, directoryOfThisProcess());
  }

  /**
   * @param home where they and the backups have their files
   */
  public InstanceServers(int port, Clock clock, Path home) {
    this.port = port;
    this.clock = clock;
    this.home = home;
  }

  private static Path directoryOfThisProcess() {
    try {
      return Files.createTempDirectory(ServerFiles.ofThisProcess(), "servers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that is there already is the one behind this instance. */
  public void adopt(String instance, DatabaseServer server) {
    server.database("postgres").execute(ADMINISTRATORS);
    servers.put(instance, server);
  }

  /** The server behind an instance. */
  public DatabaseServer behind(String instance) {
    return Optional.ofNullable(servers.get(instance))
        .orElseThrow(() -> new IllegalStateException("no server behind " + instance));
  }

  /** How many run now. */
  public int running() {
    return servers.size();
  }

  @Override
  public Optional<String> create(String instance) throws IOException {
    DatabaseServer server = DatabaseServer.create(directory(), DatabaseServer.anyAddress(), port);
    servers.put(instance, server);
    return Optional.of(server.address());
  }

  @Override
  public Optional<String> copy(String source, String instance, Optional<Instant> until)
      throws IOException, SQLException {
    DatabaseServer original = behind(source);
    DatabaseServer server = DatabaseServer.running(directory(), DatabaseServer.anyAddress(), port);
    if (until.isEmpty()) {
      server.become(BaseBackup.take(original, home.resolve("now-" + server.address())));
    } else {
      newestBefore(source, until.get()).replay(original, server, until.get());
    }
    servers.put(instance, server);
    return Optional.of(server.address());
  }

  private BaseBackup newestBefore(String instance, Instant until) throws IOException {
    return backups.stream()
        .filter(each -> each.instance().equals(instance) && !each.ended().isAfter(until))
        .reduce((earlier, later) -> later)
        .map(Taken::backup)
        .orElseThrow(() -> new IOException("no backup of " + instance + " before " + until));
  }

  @Override
  public void backUp(String instance, String backup) throws IOException, SQLException {
    BaseBackup taken = BaseBackup.take(behind(instance), home.resolve("backup-" + backup));
    backups.add(new Taken(instance, backup, clock.instant(), taken));
  }

  @Override
  public void restore(String instance, String backup) throws IOException {
    BaseBackup found =
        backups.stream()
            .filter(each -> each.id().equals(backup))
            .findFirst()
            .map(Taken::backup)
            .orElseThrow(() -> new IOException("nothing is kept of backup " + backup));
    behind(instance).become(found);
  }

  /** The login of an administrator, as the service makes them: neither superuser nor owner. */
  @Override
  public void addLogin(String instance, String user, String password) throws SQLException {
    try (Connection session = behind(instance).connect();
        var statement = session.createStatement()) {
      statement.execute(ADMINISTRATORS);
      statement.execute(
          "create role %s login nosuperuser createrole createdb in role cloudsqlsuperuser password '%s'"
              .formatted(session.createStatement().enquoteIdentifier(user, true), password));
    }
  }

  @Override
  public void delete(String instance) throws IOException {
    DatabaseServer server = servers.get(instance);
    if (server != null) {
      server.remove();
      servers.remove(instance);
    }
  }

  private Path directory() {
    return home.resolve("server-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
  }

  /** Ends those that run in a directory of ours. */
  @Override
  public void close() throws IOException {
    for (DatabaseServer server : servers.values()) {
      if (server.data().startsWith(home)) {
        server.remove();
      }
    }
    FileTree.delete(home);
  }
}
