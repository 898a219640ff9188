package ai.coditect.ops.process;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** The local server for a while with TLS, and with a login that must know its password. */
final class GuardedServer implements AutoCloseable {
  static final String LOGIN = "worker_with_password";
  static final String PASSWORD = "correct horse";

  private final LocalPostgres.Database database;
  private final Path hostRules;
  private final String before;

  GuardedServer(LocalPostgres.Database database) {
    this.database = database;
    try {
      Path data = Path.of(Licenses.text(database, "select current_setting('data_directory')"));
      hostRules = Path.of(Licenses.text(database, "select current_setting('hba_file')"));
      before = Files.readString(hostRules);
      certify(data);
      Files.writeString(hostRules, "host all " + LOGIN + " 127.0.0.1/32 scram-sha-256\n" + before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.execute(
        "set password_encryption = 'scram-sha-256'",
        "create role " + LOGIN + " login inherit password '" + PASSWORD + "'",
        "grant coditect_system to " + LOGIN,
        "alter system set ssl = on",
        "select pg_reload_conf()");
    awaitSsl("on");
  }

  /** The name that its certificate carries. */
  String host() {
    return "127.0.0.1";
  }

  @Override
  public void close() {
    try {
      Files.writeString(hostRules, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.execute(
        "alter system reset ssl",
        "select pg_reload_conf()",
        "drop owned by " + LOGIN,
        "drop role " + LOGIN);
    awaitSsl("off");
  }

  private void awaitSsl(String value) {
    Await.until(
        "the server to switch ssl " + value,
        () -> Licenses.text(database, "select current_setting('ssl')").equals(value));
  }

  /** A certificate signed by itself, made with the JDK's own tool. */
  private static void certify(Path data) throws IOException {
    Path store = Files.createTempDirectory("tls").resolve("server.p12");
    try {
      int code =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=127.0.0.1",
                  "-ext",
                  "SAN=IP:127.0.0.1",
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("keytool answered " + code);
      }
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Path key = data.resolve("server.key");
      Files.writeString(
          key, pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Path certificate = data.resolve("server.crt");
      Files.writeString(
          certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
      // The server does not read another user's key.
      var owner = Files.getOwner(data);
      Files.setOwner(key, owner);
      Files.setOwner(certificate, owner);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }
}
