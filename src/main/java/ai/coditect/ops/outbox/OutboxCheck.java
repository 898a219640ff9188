package ai.coditect.ops.outbox;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DataAccessException;

/** Events leave the outbox, and none is there that never can. */
final class OutboxCheck implements Check {
  private final OutboxStore outbox;
  private final Clock clock;
  private final Duration stuckAfter;

  /**
   * @param stuckAfter how long an event may wait
   */
  OutboxCheck(OutboxStore outbox, Clock clock, Duration stuckAfter) {
    this.outbox = outbox;
    this.clock = clock;
    this.stuckAfter = stuckAfter;
  }

  @Override
  public String claim() {
    return "events leave the outbox";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "events-out";
  }

  @Override
  public Finding examine() {
    OutboxStore.Stuck stuck;
    try {
      stuck = outbox.stuck();
    } catch (DataAccessException e) {
      return Finding.failed(
          List.of(
              new Problem(
                  "The outbox cannot be read.",
                  "coditect_ops.outbox",
                  "See the items about the database first; then run migrate.")));
    }
    List<Problem> problems = new ArrayList<>();
    if (stuck.tooLarge() > 0) {
      problems.add(
          new Problem(
              stuck.tooLarge()
                  + " events are larger than a message may be; nobody will ever get them.",
              "coditect_ops.outbox, event_id " + stuck.oneTooLarge(),
              "Publish their facts by hand as far as they matter, then delete the rows."));
    }
    if (stuck.refused() > 0) {
      problems.add(
          new Problem(
              stuck.refused() + " events were refused by the topic; nobody will ever get them.",
              "coditect_ops.outbox, event_id " + stuck.oneRefused(),
              "Publish their facts by hand as far as they matter, then delete the rows; or set"
                  + " refused_at to null to have them tried again."));
    }
    if (stuck.since().isPresent()
        && stuck.since().get().plus(stuckAfter).isBefore(clock.instant())) {
      problems.add(
          new Problem(
              stuck.waiting() + " events wait, the oldest since " + stuck.since().get() + ".",
              "coditect_ops.outbox",
              "Start a worker with serve, and see in its log why they stay: what the topic says, or that"
                  + " another session has locked them."));
    }
    return problems.isEmpty()
        ? Finding.ok(stuck.waiting() + " events wait")
        : Finding.failed(problems);
  }
}
