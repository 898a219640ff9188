package ai.coditect.ops.bench;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.ExaminedTenants;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.local.sqladmin.server.DatabaseServer;
import ai.coditect.ops.local.sqladmin.server.InstanceServers;
import ai.coditect.ops.local.sqladmin.server.SourceServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The examination of a restored copy beside its restore alone: from a backup of a server that holds
 * nothing else to a server that lets everybody in and has its files on the disk.
 */
final class RestoreContest implements AutoCloseable {
  private static final String SOURCE = "prod/people";
  private static final String BACKUP = "1";

  private final DatabaseServer source;
  private final InstanceServers servers;
  private final Path home;
  private final Marker marker;

  private RestoreContest(DatabaseServer source, InstanceServers servers, Path home, Marker marker) {
    this.source = source;
    this.servers = servers;
    this.home = home;
    this.marker = marker;
  }

  /**
   * @param home on the disk that is restored to
   */
  static RestoreContest start(Size size, Instant asOf, Path home) throws Exception {
    DatabaseServer source = SourceServer.start();
    InstanceServers servers = new InstanceServers(source.port(), Clock.systemUTC(), home);
    servers.adopt(SOURCE, source);
    Database database = source.database(SourceServer.DATABASE);
    database.execute(
        "set bench.licenses = " + size.licenses(),
        "set bench.organizations = " + size.organizations(),
        "set bench.people = " + size.users(),
        "set bench.as_of = '" + asOf + "'",
        BenchServer.file("fill_people"),
        BenchServer.file("fill_more_licenses"));
    database.execute("vacuum (freeze, analyze)");
    Marker marker = TakenMarkers.take(database);
    servers.backUp(SOURCE, BACKUP);
    return new RestoreContest(source, servers, home, marker);
  }

  /** What a restore copies, in bytes. */
  long size() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("backup-" + BACKUP))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** How long each took, and what the examinations did not find in order. */
  record Heat(List<Duration> restores, List<Duration> examinations, List<String> alarms) {}

  Heat run(int repetitions) throws Exception {
    Heat heat = new Heat(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < repetitions; i++) {
      String instance = "drills/people-" + i;
      long begun = System.nanoTime();
      servers.create(instance);
      servers.restore(instance, BACKUP);
      sync();
      long restored = System.nanoTime();
      Database copy = servers.behind(instance).database(SourceServer.DATABASE);
      Examination found =
          ExaminedTenants.examiner()
              .examine(ExaminedTenants.client(copy), ExaminedTenants.expecting(copy, marker));
      heat.restores().add(Duration.ofNanos(restored - begun));
      heat.examinations().add(Duration.ofNanos(System.nanoTime() - restored));
      heat.alarms().addAll(found.names(Examination.Verdict.FAILED));
      heat.alarms().addAll(found.names(Examination.Verdict.INCONCLUSIVE));
      servers.delete(instance);
    }
    return heat;
  }

  /** The stand-in's servers do not wait for the disk; a restore is over when it has everything. */
  private void sync() throws IOException, InterruptedException {
    int code = new ProcessBuilder("sync", "-f", home.toString()).start().waitFor();
    if (code != 0) {
      throw new IOException("sync ended with " + code);
    }
  }

  @Override
  public void close() throws IOException {
    servers.close();
    source.remove();
  }
}
