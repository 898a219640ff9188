package ai.coditect.ops.export.request;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The law gives an answer one month; this item says when one is late, when nobody works on it, and
 * when its last try failed, so that whoever waits for a place that says no is seen at once.
 */
final class CopiesInTimeCheck implements Check {
  private static final int NAMED = 10;

  private final ExportRequestStore store;
  private final Clock clock;

  CopiesInTimeCheck(ExportRequestStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String claim() {
    return "requests for copies are within their time, and none is put off";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public Finding examine() {
    Instant now = clock.instant();
    List<ExportRequest> troubled = store.troubled(now, NAMED + 1);
    if (troubled.isEmpty()) {
      List<ExportRequest> next = store.list(Optional.of("open"), Optional.empty(), 1);
      return Finding.ok(
          next.isEmpty() ? "none is open" : "the next is due at " + next.get(0).due());
    }
    List<Problem> problems = new ArrayList<>();
    add(
        problems,
        troubled,
        CopiesInTimeCheck::leaked,
        "would have copied a row of somebody else, and stopped: ",
        "Find out why the row leads there (README.md#gdpr-export), then \"exports retry\".");
    add(
        problems,
        troubled,
        request -> request.failed() && !leaked(request),
        "are given up: ",
        "\"runs --job gdpr-export\" says what stopped them; cure it, then \"exports retry\".");
    add(
        problems,
        troubled,
        request -> !request.failed() && request.overdue(now),
        "are overdue: ",
        "Run \"run gdpr-export\" now; \"exports list --state open\" says what keeps the others."
            + " Tell the people (GDPR Art. 12(3)).");
    add(
        problems,
        troubled,
        request -> !request.failed() && !request.overdue(now),
        "are put off: ",
        "They are tried again by themselves; \"runs --job gdpr-export\" says what stopped the last"
            + " try, and its cure. Then \"exports retry\" has one tried now.");
    return Finding.failed(problems);
  }

  private static boolean leaked(ExportRequest request) {
    return request.failed() && request.reason().orElse("").startsWith("foreign-row");
  }

  /** Of the most urgent, what its last try met. */
  private static String reason(ExportRequest first) {
    return first
        .reason()
        .map(why -> " (the first: " + why.replaceFirst("[.]$", "") + ").")
        .orElse(".");
  }

  private static void add(
      List<Problem> problems,
      List<ExportRequest> troubled,
      Predicate<ExportRequest> which,
      String what,
      String cure) {
    List<ExportRequest> these = troubled.stream().filter(which).toList();
    if (!these.isEmpty()) {
      String ids =
          these.stream()
              .limit(NAMED)
              .map(request -> request.id().toString())
              .collect(Collectors.joining(", "));
      problems.add(
          new Problem(
              (troubled.size() > NAMED ? "at least " : "")
                  + these.size()
                  + " requests "
                  + what
                  + ids
                  + (these.size() > NAMED ? " and others" : "")
                  + reason(these.get(0)),
              "coditect_ops.export_requests",
              cure));
    }
  }
}
