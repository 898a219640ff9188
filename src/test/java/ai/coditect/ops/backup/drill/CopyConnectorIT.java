package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.examine.CopiedDatabaseClient.Administrator;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.local.sqladmin.ServerKeys;
import com.google.cloud.sql.ConnectorConfig;
import com.google.cloud.sql.ConnectorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;

/** The way into a copy by the connector: a TLS end as the service has it, and a server behind. */
class CopyConnectorIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final String CONNECTOR = "copies";
  private static final InstanceSeen INSTANCE = instance("drill-x");

  /**
   * What a connector has been told of an instance it keeps; of this one it has been told nothing.
   */
  private static final InstanceSeen OTHER = instance("drill-y");

  @TempDir private static Path directory;
  private static LocalSqlAdmin admin;
  private static SSLServerSocket end;

  private static InstanceSeen instance(String name) {
    return new InstanceSeen(
        new InstanceName("drills", name),
        Map.of(),
        Optional.empty(),
        "RUNNABLE",
        false,
        false,
        Optional.empty(),
        "drills:us-central1:" + name);
  }

  @BeforeAll
  static void start() throws Exception {
    ServerKeys keys = ServerKeys.make(directory, "drills:drill-x");
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address = "127.%d.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(255), 8);
    end = keys.listen(address);
    Thread relaying = new Thread(CopyConnectorIT::relay);
    relaying.setDaemon(true);
    relaying.start();
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    for (InstanceSeen each : List.of(INSTANCE, OTHER)) {
      String name = each.name().instance();
      admin.instances().put("drills", name, Map.of());
      admin.connections().put("drills", name, address, keys.pem());
    }
    ConnectorRegistry.register(
        CONNECTOR,
        new ConnectorConfig.Builder()
            .withAdminRootUrl(admin.url())
            .withAdminServicePath("")
            .withGoogleCredentials(ServerKeys.credentials())
            .build());
  }

  @AfterAll
  static void stop() throws Exception {
    ConnectorRegistry.close(CONNECTOR);
    end.close();
    admin.close();
  }

  private static void relay() {
    while (!end.isClosed()) {
      try {
        Socket near = end.accept();
        Socket far = new Socket(DATABASE.host(), DATABASE.port());
        pump(near, far);
        pump(far, near);
      } catch (IOException e) {
        // The end of the test, or of one session.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread thread =
        new Thread(
            () -> {
              try (from;
                  to;
                  InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                // One side has ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static CopyClient client() {
    return new CopyClient(
        new CopyClient.Access(
            1, "verify-full", DATABASE.name(), LocalPostgres.WORKER, "of-the-worker", true),
        "&cloudSqlNamedConnector=" + CONNECTOR);
  }

  private static String whoIsThere(DataSource source) throws SQLException {
    try (Connection session = source.getConnection();
        var statement = session.createStatement();
        var row = statement.executeQuery("select current_user")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Test
  void the_worker_logs_in_by_token_and_the_administrator_by_the_password_that_was_made()
      throws Exception {
    assertThat(client().reach(INSTANCE)).isEmpty();
    AtomicReference<String> made = new AtomicReference<>();
    CopyClient.Copy copy =
        client()
            .copy(
                INSTANCE,
                UUID.randomUUID(),
                (user, password) -> {
                  DATABASE.execute("create role " + user + " login password '" + password + "'");
                  made.set(user + "/" + password);
                });
    assertThat(whoIsThere(copy.asWorker())).isEqualTo(LocalPostgres.WORKER);
    assertThat(admin.connections().byToken()).isNotEmpty().doesNotContain(false);

    Administrator administrator = copy.asAdministrator();
    try {
      assertThat(whoIsThere(administrator.source())).isEqualTo(administrator.login());
      assertThat(admin.connections().byToken()).contains(false);
      Properties said =
          ((AbstractDriverBasedDataSource) administrator.source()).getConnectionProperties();
      assertThat(said).isNotNull();
      assertThat(said.getProperty("user") + "/" + said.getProperty("password"))
          .isEqualTo(made.get());
    } finally {
      DATABASE.execute("drop role " + administrator.login());
    }
  }

  @Test
  void an_instance_that_the_connector_may_not_reach_is_told_as_one() {
    int granted = admin.connections().byToken().size();
    admin.permissions().takeAway("drills", "cloudsql.instances.connect");
    try {
      assertThat(client().reach(OTHER))
          .get()
          .satisfies(
              obstacle -> assertThat(obstacle.problem().what()).startsWith("Copy unreachable"));
      assertThat(admin.permissions().refused()).containsOnly("drills: cloudsql.instances.connect");
      assertThat(admin.connections().byToken()).hasSize(granted);
    } finally {
      admin.permissions().restoreAll();
    }
  }
}
