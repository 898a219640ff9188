package ai.coditect.ops.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a database is, as the driver reads it; who logs in is said beside it. */
public final class DatabaseUrl {
  private DatabaseUrl() {}

  /**
   * @param host a name or an address
   */
  public static String direct(String host, int port, String database) {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + literal + ":" + port + "/" + encode(database);
  }

  /**
   * By Cloud SQL's connector, at the instance's private address. The connector encrypts by itself,
   * so the driver does not.
   *
   * @param instance its connection name: project:region:instance
   */
  public static String byConnector(String instance, String database) {
    return "jdbc:postgresql:///"
        + encode(database)
        + "?cloudSqlInstance="
        + instance
        + "&socketFactory=com.google.cloud.sql.postgres.SocketFactory"
        + "&ipTypes=PRIVATE&sslmode=disable";
  }

  private static String encode(String database) {
    return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
