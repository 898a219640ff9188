package ai.coditect.ops.local.sqladmin;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** The key and certificate of the far side of a connector, and the credentials of the near one. */
public record ServerKeys(KeyStore store) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Where a connector dials. */
  private static final int PORT = 3307;

  /**
   * @param name of the instance, {@code project:instance}
   */
  public static ServerKeys make(Path directory, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve("keys.p12");
    int code =
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
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(Files.readString(directory.resolve("keytool.txt")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return new ServerKeys(keys);
  }

  public String pem() throws GeneralSecurityException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(store.getCertificate("server").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** Listens where a connector dials. */
  public SSLServerSocket listen(String address) throws IOException, GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(PORT, 5, InetAddress.getByName(address));
  }

  public static GoogleCredentials credentials() {
    return GoogleCredentials.create(
        new AccessToken("token", Date.from(Instant.parse("2100-01-01T00:00:00Z"))));
  }
}
