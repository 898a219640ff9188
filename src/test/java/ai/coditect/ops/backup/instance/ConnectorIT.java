package ai.coditect.ops.backup.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import com.google.api.services.sqladmin.SQLAdmin;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.sql.ConnectorConfig;
import com.google.cloud.sql.ConnectorRegistry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connector of DB_INSTANCE and our own client share one jar. The connector's own code fetches
 * metadata and a certificate with it, dials and shakes hands.
 */
final class ConnectorIT {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int PORT = 3307;

  @TempDir private Path directory;

  @Test
  void the_connector_reaches_its_instance_with_the_client_that_is_on_the_class_path()
      throws Exception {
    KeyStore keys = keys("p1:db");
    // The port is the connector's own, so that the address is one that nobody else has.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address = "127.%d.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(255), 7);
    try (LocalSqlAdmin admin = LocalSqlAdmin.start(Clock.systemUTC());
        SSLServerSocket server = listen(keys, address)) {
      admin.instances().put("p1", "db", Map.of());
      admin.connections().put("p1", "db", address, pem(keys));
      ConnectorRegistry.register(
          "stand-in",
          new ConnectorConfig.Builder()
              .withAdminRootUrl(admin.url())
              .withAdminServicePath("")
              .withGoogleCredentials(credentials())
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

  private static GoogleCredentials credentials() {
    return GoogleCredentials.create(
        new AccessToken("token", Date.from(Instant.parse("2100-01-01T00:00:00Z"))));
  }

  private KeyStore keys(String name) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048",
                    "-validity",
                    "2",
                    "-alias",
                    "server",
                    "-dname",
                    "CN=" + name,
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    String.valueOf(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getCertificate("server").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static SSLServerSocket listen(KeyStore keys, String address) throws Exception {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(PORT, 5, InetAddress.getByName(address));
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
