package ai.coditect.ops.backup.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.local.sqladmin.ServerKeys;
import com.google.api.services.sqladmin.SQLAdmin;
import com.google.cloud.sql.ConnectorConfig;
import com.google.cloud.sql.ConnectorRegistry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connector of DB_INSTANCE and our own client share one jar. The connector's own code fetches
 * metadata and a certificate with it, dials and shakes hands.
 */
final class ConnectorIT {
  @TempDir private Path directory;

  @Test
  void the_connector_reaches_its_instance_with_the_client_that_is_on_the_class_path()
      throws Exception {
    ServerKeys keys = ServerKeys.make(directory, "p1:db");
    // The port is the connector's own, so that the address is one that nobody else has.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address = "127.%d.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(255), 7);
    try (LocalSqlAdmin admin = LocalSqlAdmin.start(Clock.systemUTC());
        SSLServerSocket server = keys.listen(address)) {
      admin.instances().put("p1", "db", Map.of());
      admin.connections().put("p1", "db", address, keys.pem());
      ConnectorRegistry.register(
          "stand-in",
          new ConnectorConfig.Builder()
              .withAdminRootUrl(admin.url())
              .withAdminServicePath("")
              .withGoogleCredentials(ServerKeys.credentials())
              .build());
      Thread answering = new Thread(() -> refuse(server));
      answering.start();
      try {
        assertThatThrownBy(
                () ->
                    DriverManager.getConnection(
                        "jdbc:postgresql:///ops?socketFactory=com.google.cloud.sql.postgres.SocketFactory"
                            + "&cloudSqlInstance=p1:us-central1:db&cloudSqlNamedConnector=stand-in"
                            + "&ipTypes=PRIVATE&user=ops&password=none&sslmode=disable&gssEncMode=disable"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("the far side of the connector");
      } finally {
        ConnectorRegistry.close("stand-in");
      }
      answering.join();
      assertThat(admin.faults().calls()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void the_client_is_of_the_line_that_the_connector_is_built_with() {
    // Its authors say so in their own build: "Always use v1beta4 versions". The classes of the line
    // v1 have the same names, so that only one of the two can be there.
    assertThat(SQLAdmin.DEFAULT_BASE_URL).isEqualTo("https://sqladmin.googleapis.com/");
    assertThat(SQLAdmin.class.getProtectionDomain().getCodeSource().getLocation().toString())
        .contains("google-api-services-sqladmin-v1beta4-");
  }

  /** Reads the driver's greeting, and says in PostgreSQL's words who is there. */
  private static void refuse(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readNBytes(in.readInt() - 4);
      String fields = "SFATAL\0C57P03\0Mthe far side of the connector\0\0";
      byte[] body = fields.getBytes(StandardCharsets.UTF_8);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeByte('E');
      out.writeInt(4 + body.length);
      out.write(body);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
