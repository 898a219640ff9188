package ai.coditect.ops.local.sqladmin.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A base backup of a running server, by the low-level backup API: its directory and the log that
 * was written meanwhile. It holds what was committed when it ended.
 *
 * @param home where it is kept
 * @param firstSegment the file of the log that a recovery begins with
 */
record BaseBackup(Path home, String firstSegment) {
  /** Nothing in these outlives a server. */
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "server.log", "pg_internal.init");

  private static final DateTimeFormatter RECOVERY_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  static BaseBackup take(DatabaseServer server, Path home) throws IOException, SQLException {
    try (Connection session = server.connect()) {
      String first =
          ask(session, "select pg_walfile_name(pg_backup_start('stand-in', fast => true))").get(0);
      FileTree.copy(server.data(), home, BaseBackup::isKept);
      List<String> stopped =
          ask(
              session,
              "select pg_walfile_name(lsn), labelfile from pg_backup_stop(wait_for_archive => false)");
      Files.writeString(home.resolve("backup_label"), stopped.get(1));
      copyLog(server, first, stopped.get(0), home.resolve("pg_wal"));
      return new BaseBackup(home, first);
    }
  }

  private static boolean isKept(Path inside) {
    return !EMPTIED.contains(inside.getName(0).toString())
        && !LEFT_OUT.contains(inside.getFileName().toString())
        && !inside.toString().contains("pgsql_tmp");
  }

  private static void copyLog(DatabaseServer server, String first, String last, Path to)
      throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> segments = Files.list(server.data().resolve("pg_wal"))) {
      for (Path segment : segments.toList()) {
        String name = segment.getFileName().toString();
        if (name.matches("[0-9A-F]{24}")
            && name.compareTo(first) >= 0
            && name.compareTo(last) <= 0) {
          Files.copy(segment, to.resolve(name));
        }
      }
    }
  }

  /** A data directory that a server can start from. */
  void putInto(Path data) throws IOException {
    FileTree.copy(home, data, path -> true);
  }

  /**
   * Starts a server from it that replays what the source has written since, up to an instant.
   *
   * @param source still runs
   */
  DatabaseServer replay(DatabaseServer source, DatabaseServer copy, Instant until)
      throws IOException, SQLException {
    Path log = copy.data().resolveSibling(copy.data().getFileName() + "-log");
    try (Connection session = source.connect()) {
      // A recovery ends at the first transaction after its instant, so there has to be one.
      ask(session, "select pg_logical_emit_message(true, 'stand-in', 'the end')::text");
      String last = ask(session, "select pg_walfile_name(pg_switch_wal())").get(0);
      copyLog(source, firstSegment, last, log);
    }
    copy.remove();
    putInto(copy.data());
    Files.createFile(copy.data().resolve("recovery.signal"));
    copy.start(
        List.of(
            "restore_command = 'cp \"" + log + "/%f\" \"%p\"'",
            "recovery_target_time = '" + RECOVERY_TIME.format(until) + "'",
            "recovery_target_action = promote",
            "hot_standby = off"));
    FileTree.delete(log);
    return copy;
  }

  private static List<String> ask(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      int columns = row.getMetaData().getColumnCount();
      String[] values = new String[columns];
      for (int i = 0; i < columns; i++) {
        values[i] = row.getString(i + 1);
      }
      return List.of(values);
    }
  }
}
