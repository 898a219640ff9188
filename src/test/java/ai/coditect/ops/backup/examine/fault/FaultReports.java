package ai.coditect.ops.backup.examine.fault;

import static ai.coditect.ops.backup.examine.ExaminedTenants.TOLERANCE;
import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.examine.CopiedDatabaseClient;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.backup.examine.Examiner;
import ai.coditect.ops.backup.examine.Expectation;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an examination says of each fault alone.
 *
 * @param before of a copy that nothing was done to
 */
record FaultReports(Examination before, Map<Fault, Examination> after) {
  /** Rows are counted once, so one loss hides another one. */
  private static final Set<String> ROWS =
      Set.of("rows-kept", "rows-keep-their-tenant", "tables-not-emptied");

  /** Plants each fault into a copy of its own. */
  static FaultReports of(LocalPostgres server, Database source, Marker newest) {
    Database whole = server.copyOf(source);
    Examination before = examiner().examine(client(whole), expecting(whole, newest));
    Map<Fault, Examination> after = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      Database copy = server.copyOf(source);
      // Those that a drill draws are possible without a superuser.
      CopiedDatabaseClient client =
          fault.isPossibleOnCloudSql() ? asOnCloudSql(copy) : client(copy);
      Expectation expected = expecting(copy, newest);
      assertThat(new FaultStore(client).plant(fault, TOLERANCE)).as(fault.label()).isTrue();
      after.put(fault, examiner().examine(client, expected));
      undo(fault, copy);
    }
    return new FaultReports(before, after);
  }

  /** Whether neither is named, made or hidden by what the other does to a copy. */
  private boolean areApart(Fault one, Fault other) {
    return !changes(one).contains(other.check())
        && !changes(other).contains(one.check())
        && !(ROWS.contains(one.check()) && ROWS.contains(other.check()));
  }

  /** The checks that end otherwise than in a copy that nothing was done to. */
  private Set<String> changes(Fault fault) {
    Map<String, Verdict> ends = ends(after.get(fault));
    return ends(before).entrySet().stream()
        .filter(end -> ends.get(end.getKey()) != end.getValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Map<String, Verdict> ends(Examination found) {
    return found.results().stream()
        .collect(Collectors.toMap(Examination.Result::name, Examination.Result::verdict));
  }

  /**
   * Plants all that can be, those side by side that have nothing to do with each other, and tells
   * which are not named.
   */
  List<Fault> unnamed(
      LocalPostgres server, Database damaged, Examiner asked, Examination whole, Marker marker) {
    List<Fault> blind = new ArrayList<>();
    List<Fault> left = new ArrayList<>(Fault.possible(true));
    left.removeIf(fault -> !fault.canBeNamed(whole));
    while (!left.isEmpty()) {
      Database copy = server.copyOf(damaged);
      FaultStore store = new FaultStore(client(copy));
      List<Fault> planted = new ArrayList<>();
      for (Fault fault : List.copyOf(left)) {
        if (planted.stream().allMatch(other -> areApart(fault, other))) {
          boolean possible = store.plant(fault, TOLERANCE);
          // Beside others it may find nothing more to damage; alone it says so for good.
          if (possible || planted.isEmpty()) {
            left.remove(fault);
          }
          if (possible) {
            planted.add(fault);
          }
        }
      }
      Examination examined = asked.examine(client(copy), expecting(copy, marker));
      planted.forEach(fault -> undo(fault, copy));
      planted.stream().filter(fault -> !fault.isNamed(whole, examined)).forEach(blind::add);
    }
    return blind;
  }

  /** Roles are the server's, not the copy's. */
  static void undo(Fault fault, Database copy) {
    if (fault == Fault.EXTRA_SUPERUSER) {
      copy.execute("drop role drill_intruder");
    } else if (fault == Fault.EXCESS_MEMBERSHIP) {
      copy.execute("revoke coditect_system from coditect_app");
    }
  }

  /** NOSUPERUSER CREATEROLE. */
  static CopiedDatabaseClient asOnCloudSql(Database copy) {
    return new CopiedDatabaseClient(
        copy.as(LocalPostgres.WORKER),
        Optional.of(
            new CopiedDatabaseClient.Administrator(
                LocalPostgres.ADMIN, copy.as(LocalPostgres.ADMIN))),
        role -> false,
        Duration.ofMinutes(1));
  }
}
