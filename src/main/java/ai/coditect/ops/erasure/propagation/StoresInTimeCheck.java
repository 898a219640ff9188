package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.erasure.propagation.PropagationStore.Awaited;
import ai.coditect.ops.privacy.participant.Participants;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** An erasure reaches every store in its time; this item says where one does not. */
final class StoresInTimeCheck implements Check {
  private final PropagationStore store;
  private final Participants participants;
  private final Clock clock;

  StoresInTimeCheck(PropagationStore store, Participants participants, Clock clock) {
    this.store = store;
    this.participants = participants;
    this.clock = clock;
  }

  @Override
  public String claim() {
    return "other stores have erased whom they were asked to";
  }

  @Override
  public Finding examine() {
    List<Awaited> awaited = store.awaited(clock.instant());
    List<Problem> problems = new ArrayList<>();
    awaited.forEach(each -> problems.addAll(problems(each)));
    if (!problems.isEmpty()) {
      return Finding.failed(problems);
    }
    if (participants.isEmpty() && awaited.isEmpty()) {
      return Finding.notApplicable(participants.file() + " names none: this database is all");
    }
    long open = awaited.stream().mapToLong(Awaited::open).sum();
    return Finding.ok(
        String.join(", ", participants.names())
            + (open == 0 ? ": nothing is open" : ": " + open + " open, none of them late"));
  }

  private List<Problem> problems(Awaited awaited) {
    String where = "coditect_ops.erasure_propagations, store " + awaited.participant();
    if (participants.find(awaited.participant()).isEmpty()) {
      return List.of(
          new Problem(
              "Store not declared: "
                  + awaited.open()
                  + " erasures wait for its answer, and "
                  + participants.file()
                  + " does not name it any more.",
              where,
              "Put it back into the file. If it is gone with all that it held, \"erasures waive STORE"
                  + " --reason TEXT --by NAME\" does without its answers, on record."));
    }
    List<Problem> problems = new ArrayList<>();
    if (awaited.overdue() > 0) {
      problems.add(
          new Problem(
              "Erasure overdue: the store has not said of "
                  + awaited.overdue()
                  + " erasures that it is done, the first since "
                  + awaited.firstDeadline()
                  + ".",
              where,
              "See whether the store runs and its subscription to the outcomes topic delivers; then"
                  + " \"erasures ask STORE\" asks again."));
    }
    if (awaited.withoutEffect() > 0) {
      problems.add(
          new Problem(
              "Erasure not done: the store has answered "
                  + awaited.withoutEffect()
                  + " erasures with failed, refused or unknown.",
              where,
              "Cure the store, then \"erasures ask STORE\". What it will never erase, or does not"
                  + " know any more, \"erasures waive STORE --deletion UUID --reason TEXT --by NAME\""
                  + " does without, on record."));
    }
    return problems;
  }
}
