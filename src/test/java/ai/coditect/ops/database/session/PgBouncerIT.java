package ai.coditect.ops.database.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.RefusalException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The real pgbouncer, where it is installed: what the stand-in of the other tests is held to. */
class PgBouncerIT {
  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));
  private static LocalPostgres.Database database;

  @BeforeAll
  static void find() {
    assumeTrue(PROGRAMS.stream().anyMatch(Files::isExecutable), "pgbouncer is not installed");
    database = LocalPostgres.shared().empty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session | options | Session settings are not those that the worker asks for",
        "session | extra_float_digits | Session settings cannot be asked for",
        "transaction | options | Transaction pooling",
        "statement | options | Transaction pooling"
      })
  void each_way_to_pool_is_refused_by_name(String mode, String ignored, String words)
      throws Exception {
    try (Running bouncer = new Running(mode, ignored)) {
      assertThatThrownBy(() -> bouncer.sessions().getConnection())
          .isInstanceOf(SQLException.class)
          .satisfies(
              e ->
                  assertThat(
                          Causes.first(e, RefusalException.class).orElseThrow().problems().get(0))
                      .satisfies(problem -> assertThat(problem.what()).startsWith(words)));
    }
  }

  @Test
  void transactions_are_told_however_its_servers_take_turns() throws Exception {
    for (String option : List.of("server_round_robin = 1", "default_pool_size = 1")) {
      try (Running bouncer = new Running("transaction", "options", option);
          Connection other = bouncer.plain().getConnection();
          Connection another = bouncer.plain().getConnection()) {
        other.createStatement().execute("select 1");
        another.createStatement().execute("select 1");
        assertThat(Pooling.problem(bouncer.plain())).as(option).isPresent();
      }
    }
  }

  @Test
  void sessions_that_the_login_has_the_settings_for_are_taken() throws Exception {
    SessionSettings.asked()
        .forEach(
            (name, value) ->
                database.execute(
                    "alter role %s in database \"%s\" set %s = '%s'"
                        .formatted(LocalPostgres.WORKER, database.name(), name, value)));
    try (Running bouncer = new Running("session", "options", "default_pool_size = 1");
        Connection session = bouncer.sessions().getConnection()) {
      // No second session was to be had, and nothing speaks against the first.
      assertThat(session.isValid(1)).isTrue();
    } finally {
      database.execute(
          "alter role %s in database \"%s\" reset all"
              .formatted(LocalPostgres.WORKER, database.name()));
    }
  }

  private static final class Running implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("pgbouncer");
    private final Process process;
    private final int port;

    Running(String mode, String ignored, String... more) throws IOException {
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      Path settings = directory.resolve("settings.ini");
      Path users = directory.resolve("users.txt");
      Files.writeString(users, "\"" + LocalPostgres.WORKER + "\" \"\"\n");
      Files.write(
          settings,
          Stream.concat(
                  Stream.of(
                      "[databases]",
                      "%s = host=%s port=%d"
                          .formatted(database.name(), database.host(), database.port()),
                      "[pgbouncer]",
                      "listen_addr = 127.0.0.1",
                      "listen_port = " + port,
                      "unix_socket_dir =",
                      "auth_type = trust",
                      "auth_file = " + users,
                      "pool_mode = " + mode,
                      "ignore_startup_parameters = extra_float_digits, " + ignored),
                  Stream.of(more))
              .toList());
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      String program =
          PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString();
      process =
          new ProcessBuilder(program, "-q", "-u", "nobody", settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      Await.until("pgbouncer to listen", this::listens);
    }

    private boolean listens() {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    PGSimpleDataSource plain() {
      var source = new PGSimpleDataSource();
      source.setServerNames(new String[] {"127.0.0.1"});
      source.setPortNumbers(new int[] {port});
      source.setDatabaseName(database.name());
      source.setUser(LocalPostgres.WORKER);
      source.setSslMode("disable");
      return source;
    }

    ProvenSessions sessions() {
      var source = plain();
      source.setOptions(SessionSettings.options());
      return new ProvenSessions(source);
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
      for (String file : List.of("settings.ini", "users.txt", "log")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.delete(directory);
    }
  }
}
