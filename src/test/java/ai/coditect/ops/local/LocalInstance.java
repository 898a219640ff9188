package ai.coditect.ops.local;

import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.local.sqladmin.server.DatabaseServer;
import ai.coditect.ops.local.sqladmin.server.InstanceServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The shared server as an instance of Cloud SQL: the Admin API knows it, backs it up, and makes
 * servers of its backups.
 */
final class LocalInstance implements AutoCloseable {
  private static final String NAME = "coditect-dev-db";
  private static final String DRILLS = "-drills";

  private final String project;
  private final InstanceServers servers;
  private final LocalSqlAdmin admin;

  private LocalInstance(String project, LocalPostgres.Database database) {
    Clock clock = Clock.systemUTC();
    this.project = project;
    this.servers = new InstanceServers(database.port(), clock);
    servers.adopt(
        project + "/" + NAME,
        DatabaseServer.running(LocalPostgres.shared().data(), database.host(), database.port()));
    this.admin = LocalSqlAdmin.start(servers, clock);
    GoodInstance.putWithoutBackups(admin.instances(), project, NAME, clock.instant());
    admin.instances().recoverUpToNow(project, NAME);
  }

  /**
   * Of the server that this database is on.
   *
   * @return empty where this system has no second loopback address for a second server
   */
  static Optional<LocalInstance> of(String project, LocalPostgres.Database database) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      return socket.isBound()
          ? Optional.of(new LocalInstance(project, database))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a worker has to know. */
  Map<String, String> environment() {
    return Map.of(
        "OPS_SQLADMIN_URL",
        admin.url(),
        "OPS_DRILL_PROJECT",
        project + DRILLS,
        "OPS_EVIDENCE_KEY",
        InProcessWorker.EVIDENCE_KEY);
  }

  /** As the service shows it in Monitoring. */
  void showIn(LocalMonitoring monitoring) {
    monitoring.showRestingInstance(project, NAME);
  }

  /** The nightly backup, now. */
  void backUp() {
    admin.instances().takeNightlyBackup(project, NAME);
  }

  /** How many instances there are beside it. */
  int throwaways() {
    return admin.instances().names(project + DRILLS).size();
  }

  @Override
  public void close() throws IOException {
    admin.close();
    servers.close();
  }
}
