package ai.coditect.ops.erasure.request;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The law gives an answer one month; this item says when one is late. */
final class RequestsInTimeCheck implements Check {
  private static final int NAMED = 10;

  private final RequestStore store;
  private final Clock clock;

  RequestsInTimeCheck(RequestStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String claim() {
    return "requests for erasure are within their time";
  }

  @Override
  public Finding examine() {
    Instant now = clock.instant();
    List<ErasureRequest> urgent = store.urgent(now, NAMED + 1);
    List<ErasureRequest> overdue = urgent.stream().filter(request -> request.overdue(now)).toList();
    if (overdue.isEmpty()) {
      return Finding.ok(
          urgent.isEmpty() ? "none is open" : "the next is due at " + urgent.get(0).due());
    }
    String ids =
        overdue.stream()
            .limit(NAMED)
            .map(request -> request.id().toString())
            .collect(Collectors.joining(", "));
    return Finding.failed(
        List.of(
            new Problem(
                (overdue.size() > NAMED ? "more than " + NAMED : overdue.size())
                    + " open requests are overdue, the first since "
                    + overdue.get(0).due()
                    + ": "
                    + ids
                    + (overdue.size() > NAMED ? " and others." : "."),
                "coditect_ops.erasure_requests",
                "Run \"run gdpr-purge requested-only=true\" now; \"erasures list --state open\""
                    + " says what keeps the others, a store that has not"
                    + " answered among it. Tell the people (GDPR Art. 12(4)).")));
  }
}
