package ai.coditect.ops.check.database;

import ai.coditect.ops.check.database.LoadStore.Bloat;
import ai.coditect.ops.check.database.LoadStore.Clocks;
import ai.coditect.ops.check.database.LoadStore.Load;
import ai.coditect.ops.check.database.LoadStore.LongTransaction;
import ai.coditect.ops.check.database.LoadStore.Measured;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Judges what was measured of the server. At a limit itself nothing is wrong yet. */
final class LoadFindings {
  static final Duration CONNECTING = Duration.ofMillis(100);
  static final Duration ASKING = Duration.ofMillis(50);
  static final Duration LONG_TRANSACTION = Duration.ofMinutes(15);
  static final Duration SKEW = Duration.ofSeconds(5);
  static final int MOST_CONNECTIONS_PERCENT = 80;
  static final int MOST_DEAD_PERCENT = 20;

  /** Below it a table is vacuumed in an instant, and a few dead rows are a large share. */
  static final long LEAST_ROWS = 10_000;

  private LoadFindings() {}

  static Finding within(Measured measured, Duration limit, String cure) {
    String all =
        measured.each().stream().map(LoadFindings::millis).collect(Collectors.joining(", "));
    String said = "median " + millis(measured.median()) + " of " + all;
    return measured.median().compareTo(limit) <= 0
        ? Finding.ok(said + "; limit " + millis(limit))
        : failed(said + ", limit " + millis(limit) + ".", "database connection", cure);
  }

  static Finding connections(Load load) {
    String said = load.inUse() + " of " + load.most() + " connections in use";
    return load.inUse() * 100 <= load.most() * MOST_CONNECTIONS_PERCENT
        ? Finding.ok(said + "; limit " + MOST_CONNECTIONS_PERCENT + " %")
        : failed(
            said + ", limit " + MOST_CONNECTIONS_PERCENT + " %.",
            "server",
            "Close connections that idle, or raise max_connections.");
  }

  static Finding skew(Clocks clocks) {
    Instant there = clocks.there();
    Duration apart =
        there.isBefore(clocks.before())
            ? Duration.between(there, clocks.before())
            : there.isAfter(clocks.after())
                ? Duration.between(clocks.after(), there)
                : Duration.ZERO;
    String said = "the database's clock is " + millis(apart) + " off this one's";
    return apart.compareTo(SKEW) <= 0
        ? Finding.ok(said + "; limit " + millis(SKEW))
        : failed(
            "Clock skew: " + said + ", limit " + millis(SKEW) + ".",
            "this machine or the server",
            "Let both take their time from NTP; what is due is decided by the clock.");
  }

  /**
   * @param seesOthers whether the worker may see since when others have theirs open
   */
  static Finding longTransactions(List<LongTransaction> found, boolean seesOthers, String login) {
    if (!found.isEmpty()) {
      return Finding.failed(
          found.stream()
              .map(
                  each ->
                      new Problem(
                          "A transaction is open for "
                              + DurationText.of(Duration.ofSeconds(each.seconds()))
                              + " ("
                              + each.state()
                              + "), limit "
                              + DurationText.of(LONG_TRANSACTION)
                              + ": dead rows and migrations wait for it.",
                          "login " + each.login() + ", process " + each.pid(),
                          "See what it waits for; end it with select pg_terminate_backend("
                              + each.pid()
                              + ");"))
              .toList());
    }
    return seesOthers
        ? Finding.ok("none is open for longer than " + DurationText.of(LONG_TRANSACTION))
        : Finding.notApplicable(
            "not proven: the worker does not see those of others (grant pg_read_all_stats to "
                + login
                + "; shows them, and the texts of their statements)");
  }

  static Finding bloat(List<Bloat> tables) {
    List<Problem> problems =
        tables.stream()
            .filter(each -> each.dead() * 100 > (each.live() + each.dead()) * MOST_DEAD_PERCENT)
            .map(
                each ->
                    new Problem(
                        percent(each.dead(), each.live() + each.dead())
                            + " of the rows are dead, limit "
                            + MOST_DEAD_PERCENT
                            + " %: updates find no room on their page ("
                            + percent(each.inPlace(), each.updated())
                            + " of them were heap-only).",
                        "table " + each.name(),
                        "vacuum (analyze) " + each.name() + "; and see why autovacuum does not."))
            .toList();
    if (!problems.isEmpty()) {
      return Finding.failed(problems);
    }
    return Finding.ok(
        tables.isEmpty()
            ? "no table is large enough to matter"
            : "at most "
                + tables.stream()
                    .max(Comparator.comparingDouble(LoadFindings::share))
                    .map(worst -> percent(worst.dead(), worst.live() + worst.dead()))
                    .orElseThrow()
                + " of a large table's rows are dead; limit "
                + MOST_DEAD_PERCENT
                + " %");
  }

  private static double share(Bloat table) {
    return (double) table.dead() / (table.live() + table.dead());
  }

  private static String percent(long part, long whole) {
    return (whole == 0 ? 0 : part * 100 / whole) + " %";
  }

  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }

  private static Finding failed(String what, String where, String cure) {
    return Finding.failed(List.of(new Problem(what, where, cure)));
  }
}
