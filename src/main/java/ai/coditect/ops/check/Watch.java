package ai.coditect.ops.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import ai.coditect.ops.check.CheckList.Item;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the watched items again and again while the worker serves, says in one line for each
 * kind of problem when one fails and in one when it is fine again, and keeps the last answers for
 * the worker's health.
 */
final class Watch implements LivenessCheck, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final Finding NOT_KNOWN = Finding.ok("not known yet");

  private final List<Check> checks;
  private final Duration every;
  private final Duration patience;
  private final Duration turn;
  private final Map<String, Finding> last = new LinkedHashMap<>();
  private final Map<String, Finding> suspected = new LinkedHashMap<>();
  private final Map<String, Future<Finding>> asked = new LinkedHashMap<>();
  private final ExecutorService hands =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "watch");
            thread.setDaemon(true);
            return thread;
          });
  private final LoopTurns turns = new LoopTurns("the watch over the checklist");
  private @Nullable Thread thread;
  private boolean failing;

  /**
   * @param patience how long a look may take; an item that takes longer is not asked anew meanwhile
   */
  Watch(List<Check> checks, Duration every, Duration patience) {
    this(checks, every, patience, Duration.ofMillis(250));
  }

  /**
   * @param turn how long an item is waited for before the next one is asked beside it
   */
  Watch(List<Check> checks, Duration every, Duration patience, Duration turn) {
    this.checks = checks.stream().filter(Check::watched).toList();
    this.every = every;
    this.patience = patience;
    Duration half = patience.dividedBy(2L * Math.max(1, this.checks.size()));
    this.turn = turn.compareTo(half) < 0 ? turn : half;
  }

  void start() {
    turns.begin();
    Thread looking =
        new Thread(
            () -> {
              try {
                while (true) {
                  lookSafely();
                  turns.turned();
                  Thread.sleep(every.toMillis());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "watch-items");
    looking.setDaemon(true);
    looking.start();
    thread = looking;
  }

  /** The parts of the health that items belong to, in the order of the items. */
  List<String> parts() {
    return checks.stream().map(Check::part).distinct().toList();
  }

  /** The items of a part that failed when they were last looked at. */
  synchronized List<Item> failed(String part) {
    List<Item> items = new ArrayList<>();
    for (Check check : checks) {
      Finding finding = last.get(check.claim());
      if (check.part().equals(part) && finding != null && finding.state() == State.FAILED) {
        items.add(new Item(check.claim(), finding));
      }
    }
    return items;
  }

  /** What an item answered when it was last looked at; empty until it has answered once. */
  synchronized Optional<Finding> last(String claim) {
    return Optional.ofNullable(last.get(claim)).filter(finding -> finding != NOT_KNOWN);
  }

  @Override
  public List<Problem> standing() {
    return turns.standing();
  }

  private void lookSafely() throws InterruptedException {
    try {
      look();
      failing = false;
    } catch (RuntimeException | Error e) {
      // An Error too: where nobody looks any more, health stays as it was.
      if (!failing) {
        failing = true;
        log.atError()
            .addKeyValue("failure", e.getClass().getSimpleName())
            .addKeyValue("cure", "Health says what was seen last; \"check\" looks anew.")
            .log("items not looked at; said once, tried again and again");
      }
    }
  }

  private void look() throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    // In turn, so that they need one connection and not all that the worker has; and whoever hangs
    // keeps the next one for its turn only.
    for (Check check : checks) {
      if (!asked.containsKey(check.claim())) {
        Future<Finding> answer = hands.submit(check::examine);
        asked.put(check.claim(), answer);
        waitATurn(answer);
      }
    }
    for (Check check : checks) {
      note(check.claim(), answer(check, until));
    }
  }

  private void waitATurn(Future<Finding> answer) throws InterruptedException {
    try {
      answer.get(turn.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Judged with the others.
      return;
    }
  }

  private Finding answer(Check check, long until) throws InterruptedException {
    Future<Finding> answer = Objects.requireNonNull(asked.get(check.claim()));
    try {
      Finding finding = answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      asked.remove(check.claim());
      suspected.remove(check.claim());
      return finding;
    } catch (TimeoutException e) {
      return twice(check, "The item does not answer within " + patience.toSeconds() + " s.");
    } catch (ExecutionException e) {
      asked.remove(check.claim());
      return twice(check, "The item could not be examined: " + FailureWords.of(e) + ".");
    }
  }

  /** A worker that is busy may be slow to answer once. */
  private Finding twice(Check check, String what) {
    Finding finding =
        Finding.failed(
            List.of(
                new Problem(
                    what, check.claim(), "See that database and storage answer, then run check.")));
    boolean again = suspected.put(check.claim(), finding) != null;
    synchronized (this) {
      return again ? finding : last.getOrDefault(check.claim(), NOT_KNOWN);
    }
  }

  private void note(String claim, Finding finding) {
    Finding before;
    synchronized (this) {
      before = last.put(claim, finding);
    }
    boolean wasFailed = before != null && before.state() == State.FAILED;
    boolean isFailed = finding.state() == State.FAILED;
    if (isFailed) {
      Set<String> told = wasFailed ? kinds(before).keySet() : Set.of();
      kinds(finding)
          .forEach(
              (kind, problems) -> {
                if (!told.contains(kind)) {
                  say(claim, problems);
                }
              });
    } else if (wasFailed) {
      log.atInfo().addKeyValue("item", claim).log("nothing waits there any more");
    }
  }

  private static void say(String claim, List<Problem> problems) {
    Problem first = problems.get(0);
    log.atWarn()
        .addKeyValue("item", claim)
        .addKeyValue("where", first.where())
        .addKeyValue("problem", first.what())
        .addKeyValue("cure", first.cure())
        .addKeyValue("others", problems.size() - 1)
        .log("something waits");
  }

  /** Problems of one kind have one cure: their counts and instants change with every look. */
  private static Map<String, List<Problem>> kinds(Finding finding) {
    return finding.problems().stream()
        .collect(groupingBy(Problem::cure, LinkedHashMap::new, toList()));
  }

  @Override
  public void close() {
    turns.end();
    if (thread != null) {
      thread.interrupt();
    }
    hands.shutdownNow();
  }
}
