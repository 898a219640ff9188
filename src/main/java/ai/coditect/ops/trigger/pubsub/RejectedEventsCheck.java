package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.pubsub.RejectedEventStore.Rejections;
import java.util.List;
import org.springframework.dao.DataAccessException;

/**
 * Nobody sends what can never be taken. Not watched: a sender's mistake is no trouble of the
 * worker, which goes on.
 */
final class RejectedEventsCheck implements Check {
  private final RejectedEventStore rejected;

  RejectedEventsCheck(RejectedEventStore rejected) {
    this.rejected = rejected;
  }

  @Override
  public String claim() {
    return "no event of the last day was rejected";
  }

  @Override
  public Finding examine() {
    List<Rejections> found;
    try {
      found = rejected.ofTheLastDay();
    } catch (DataAccessException e) {
      return Finding.failed(
          List.of(
              new Problem(
                  "Rejected events cannot be read.",
                  "coditect_ops.rejected_events",
                  "See the items about the database first; then run migrate.")));
    }
    return found.isEmpty()
        ? Finding.ok("none")
        : Finding.failed(found.stream().map(RejectedEventsCheck::problem).toList());
  }

  private static Problem problem(Rejections some) {
    return new Problem(
        (some.events() == 1 ? "An event was" : some.events() + " events were")
            + " rejected, the last one at "
            + some.latest().toInstant()
            + ": "
            + some.reason()
            + ".",
        "subscription " + some.subscription(),
        "Have the sender corrected, and send again what still matters: coditect_ops.rejected_events"
            + " names the messages, and the dead letters hold them.");
  }
}
