package ai.coditect.ops.check;

import ai.coditect.ops.database.Sql;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the catalogue says about the server and its tables. */
final class ServerStore {
  private static final Sql DESCRIBE_SERVER = Sql.file("check/describe_server");
  private static final Sql LIST_UNGUARDED_TENANT_TABLES =
      Sql.file("check/list_unguarded_tenant_tables");

  private final JdbcClient jdbc;

  ServerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param socket true when the session came in over a local socket
   * @param mostConnections what the server gives to logins that are no superusers
   * @param otherConnections those that somebody else than a worker has now
   * @param loginConnections the limit of the worker's login, negative for none
   */
  record Server(
      String version,
      int versionNumber,
      String database,
      String login,
      boolean encrypted,
      String protocol,
      boolean socket,
      boolean loopback,
      int mostConnections,
      int otherConnections,
      int loginConnections) {}

  /** A table of the tenants whose row-level security is not both enabled and forced. */
  record UnguardedTable(String name, boolean enabled, boolean forced) {}

  Server server() {
    return jdbc.sql(DESCRIBE_SERVER.text()).query(Server.class).single();
  }

  List<UnguardedTable> unguardedTables() {
    return jdbc.sql(LIST_UNGUARDED_TENANT_TABLES.text()).query(UnguardedTable.class).list();
  }
}
