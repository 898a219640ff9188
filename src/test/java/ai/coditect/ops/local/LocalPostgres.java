package ai.coditect.ops.local;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.WorkerLogin;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL 15 for tests and the local stack: one server a JVM, a fresh database a test
 * class.
 */
public final class LocalPostgres {
  /** NOSUPERUSER CREATEROLE, as the admin user of Cloud SQL. */
  public static final String ADMIN = "cloud_admin";

  /** The worker's login, a member of coditect_system that inherits it. */
  public static final String WORKER = "ops_worker";

  /** The tenants' login. */
  public static final String APP = "coditect_app";

  static {
    // A server's start and its migrations are no news to whoever reads a test's output.
    for (String talkative : List.of("io.zonky", "org.flywaydb", "org.postgresql")) {
      ((Logger) LoggerFactory.getLogger(talkative)).setLevel(Level.WARN);
    }
  }

  /** Nobody kills this server, and its data are not wanted when it has ended. */
  private static final Map<String, String> NOTHING_TO_LOSE =
      Map.of(
          "max_connections", "100",
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "jit", "off",
          "max_wal_size", "256MB",
          "checkpoint_timeout", "1h",
          // It would look at some hundred databases in turn, and be in the way of copying one.
          "autovacuum", "off");

  private static final String HOST = "127.0.0.1";
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String NAME = "ops-worker-postgres";
  private static final long ROOM = 4L << 30;

  private static final KeptConnections KEPT = new KeptConnections();

  private static LocalPostgres shared;
  private final EmbeddedPostgres server;
  private final Path programs;
  private final AtomicInteger databases = new AtomicInteger();

  private LocalPostgres(EmbeddedPostgres server) {
    this.server = server;
    this.programs = Path.of(say("select setting from pg_config where name = 'BINDIR'"));
  }

  /** One database on the server. Authentication is trust: any password will do. */
  public record Database(String host, int port, String name) {
    /** The variables with which the worker works here, by its own login. */
    public Map<String, String> environment() {
      return Map.of(
          "DB_HOST",
          host,
          "DB_PORT",
          Integer.toString(port),
          "DB_NAME",
          name,
          "DB_USER",
          WORKER,
          "DB_PASSWORD",
          "any",
          "DB_SSLMODE",
          "disable");
    }

    public DataSource as(String user) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {host});
      source.setPortNumbers(new int[] {port});
      source.setDatabaseName(name);
      source.setUser(user);
      return source;
    }

    public DataSource asSuperuser() {
      // Copies of a server listen on the same port, each on an address of its own.
      return shared != null && shared.server.getPort() == port && host.equals(HOST)
          ? KEPT.of(name, as("postgres"))
          : as("postgres");
    }

    /** Whether the worker's new sessions may write, as on a replica; those that it has end. */
    public void readOnly(boolean now) {
      execute(
          "alter role "
              + WORKER
              + " in database \""
              + name
              + "\" "
              + (now
                  ? "set default_transaction_read_only = on"
                  : "reset default_transaction_read_only"),
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
              + WORKER
              + "' and datname = '"
              + name
              + "'");
    }

    /** Runs statements as the superuser, in one connection. */
    public void execute(String... statements) {
      try (Connection connection = asSuperuser().getConnection();
          var statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static LocalPostgres shared() {
    return shared(NOTHING_TO_LOSE);
  }

  /** The same, with a log that backups can be made of; for who asks before anybody else did. */
  public static LocalPostgres sharedWithLog() {
    Map<String, String> settings = new HashMap<>(NOTHING_TO_LOSE);
    settings.put("wal_level", "replica");
    settings.put("wal_keep_size", "2GB");
    return shared(settings);
  }

  private static synchronized LocalPostgres shared(Map<String, String> settings) {
    if (shared == null) {
      shared = another(settings);
    }
    return shared;
  }

  /** A server beside the shared one, for who changes roles, which belong to a server as a whole. */
  public static LocalPostgres another() {
    return another(NOTHING_TO_LOSE);
  }

  private static LocalPostgres another(Map<String, String> settings) {
    try {
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      settings.forEach(builder::setServerConfig);
      inMemory().ifPresent(builder::setDataDirectory);
      LocalPostgres started = new LocalPostgres(builder.start());
      started.prepareTemplate();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops a server that is not the shared one. */
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory that is no disk, where there is room for the databases of two servers. */
  public static Optional<Path> inMemory() throws IOException {
    if (!hasRoomInMemory()) {
      return Optional.empty();
    }
    dropAbandoned();
    return Optional.of(Files.createTempDirectory(MEMORY, NAME));
  }

  private static boolean hasRoomInMemory() {
    return Files.isWritable(MEMORY) && MEMORY.toFile().getUsableSpace() >= ROOM;
  }

  /** Where to put files that need not outlive this process: in memory where there is room. */
  public static Path parentInMemory() {
    return hasRoomInMemory() ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Where initdb, pg_ctl and postgres are. */
  public Path programs() {
    return programs;
  }

  /** The server's directory. */
  public Path data() {
    return Path.of(say("show data_directory"));
  }

  private String say(String question) {
    try (Connection connection = database("postgres").asSuperuser().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(question)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a process that was killed has left there takes memory until somebody removes it. */
  private static void dropAbandoned() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(MEMORY, NAME + "*")) {
      for (Path directory : left) {
        if (holder(directory.resolve("postmaster.pid")).filter(LocalPostgres::isGone).isPresent()) {
          FileSystemUtils.deleteRecursively(directory);
        }
      }
    }
  }

  /** Who holds a data directory; a server that another fork is setting up has no lock at times. */
  private static Optional<Long> holder(Path lock) throws IOException {
    try {
      return Files.readAllLines(lock).stream().findFirst().map(String::strip).map(Long::valueOf);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** While initdb is at it, the number is negative. */
  private static boolean isGone(long pid) {
    return ProcessHandle.of(Math.abs(pid)).isEmpty();
  }

  /** A database owned by {@link #ADMIN} with nothing in it. */
  public Database empty() {
    return create("template1");
  }

  /** A database with every migration applied. */
  public Database migrated() {
    return create("ops_template");
  }

  /** A copy of a database that nobody is connected to. */
  public Database copyOf(Database original) {
    KEPT.end(original.name());
    return create(original.name());
  }

  private Database create(String template) {
    String name = "ops_" + databases.incrementAndGet();
    database("postgres")
        .execute(
            "create database %s owner %s template %s strategy file_copy"
                .formatted(name, ADMIN, template));
    return database(name);
  }

  private Database database(String name) {
    return new Database(HOST, server.getPort(), name);
  }

  private void prepareTemplate() {
    database("postgres")
        .execute(
            "create role " + ADMIN + " login nosuperuser createrole createdb",
            "create database ops_template owner " + ADMIN);
    Migrations.apply(
        database("ops_template").as(ADMIN),
        Optional.of(new WorkerLogin(WORKER, "")),
        Migrations.TenantTables.APPLY);
  }
}
