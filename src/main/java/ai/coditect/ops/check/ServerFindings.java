package ai.coditect.ops.check;

import ai.coditect.ops.check.ServerStore.Server;
import ai.coditect.ops.check.ServerStore.UnguardedTable;
import ai.coditect.ops.database.Migrations.Unapplied;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges what was read from the server. */
final class ServerFindings {
  static final int CONNECTIONS_A_WORKER = 5;

  private static final Set<String> ENCRYPTING = Set.of("require", "verify-ca", "verify-full");

  private ServerFindings() {}

  /**
   * @param sslMode what DB_SSLMODE says; empty when it says nothing
   * @param connector true when the Cloud SQL connector carries the connection
   */
  static Finding encryption(Server server, String sslMode, boolean connector) {
    if (server.encrypted()) {
      return Finding.ok(server.protocol());
    }
    if (connector) {
      return Finding.ok("the Cloud SQL connector encrypts");
    }
    if (ENCRYPTING.contains(sslMode)) {
      return plain(server, "although DB_SSLMODE=" + sslMode + " asks for encryption");
    }
    if (server.socket() || server.loopback()) {
      return Finding.notApplicable("the connection does not leave this machine");
    }
    if (!sslMode.isEmpty()) {
      return Finding.notApplicable("DB_SSLMODE=" + sslMode + " does not ask for it");
    }
    return plain(server, "and leaves this machine");
  }

  static Finding connections(Server server) {
    int free = server.mostConnections() - server.otherConnections();
    if (server.loginConnections() >= 0 && server.loginConnections() < CONNECTIONS_A_WORKER) {
      return Finding.failed(
          List.of(
              new Problem(
                  "The login may open "
                      + server.loginConnections()
                      + " connections, and one worker uses up to "
                      + CONNECTIONS_A_WORKER
                      + ".",
                  "role " + server.login(),
                  "alter role " + server.login() + " connection limit -1;")));
    }
    if (free < CONNECTIONS_A_WORKER) {
      return Finding.failed(
          List.of(
              new Problem(
                  "The server has room for "
                      + free
                      + " connections of workers, and one worker uses up to "
                      + CONNECTIONS_A_WORKER
                      + ".",
                  "database " + server.database(),
                  "Raise max_connections, or close connections of others.")));
    }
    return Finding.ok(
        "room for " + free / CONNECTIONS_A_WORKER + " workers of " + CONNECTIONS_A_WORKER);
  }

  static Finding tenantTables(List<UnguardedTable> unguarded) {
    if (unguarded.isEmpty()) {
      return Finding.ok("row-level security is enabled and forced");
    }
    return Finding.failed(
        unguarded.stream()
            .map(
                table ->
                    new Problem(
                        "Row-level security of the tenants' table is not "
                            + (table.enabled() ? "forced." : "enabled."),
                        "table " + table.name(),
                        (table.enabled()
                                ? ""
                                : "alter table " + table.name() + " enable row level security; ")
                            + "alter table "
                            + table.name()
                            + " force row level security;"))
            .toList());
  }

  static Finding migrations(List<Unapplied> unapplied) {
    if (unapplied.isEmpty()) {
      return Finding.ok("every shipped migration is applied");
    }
    return Finding.failed(
        unapplied.stream()
            .map(
                one ->
                    new Problem(
                        "Migration "
                            + one.migration()
                            + " is "
                            + one.state().toLowerCase(Locale.ROOT)
                            + ".",
                        one.history() + " migrations",
                        one.state().equals("Pending")
                            ? "Run migrate."
                            : "Run the release that applied it, or bring the shipped file back, then run migrate."))
            .toList());
  }

  private static Finding plain(Server server, String why) {
    return Finding.failed(
        List.of(
            new Problem(
                "The connection is not encrypted, " + why + ".",
                "database " + server.database(),
                "Set DB_SSLMODE=require, and let the server offer TLS (ssl = on).")));
  }
}
