package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.examine.trial.AdministratorStore;
import ai.coditect.ops.backup.examine.trial.BtreeStore;
import ai.coditect.ops.backup.examine.trial.SoundnessStore.Asked;
import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.database.failure.FailureWords;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The pages of the b-trees, read beside the other checks: on a connection and a thread of its own,
 * so that a processor that waits has something to do.
 */
final class PageChecks {
  private static final Claim PAGES =
      new Claim(
          "index-pages", "The pages of the b-trees are in order (amcheck); heap pages are not.");
  private static final Duration BUDGET = Duration.ofMillis(500);

  private final Future<Optional<Asked>> reading;

  private PageChecks(Future<Optional<Asked>> reading) {
    this.reading = reading;
  }

  /** Begins to read. It ends by itself: after its budget and the index that is being read then. */
  static PageChecks begin(
      ReadingStore snapshot, Optional<AdministratorStore> administrator, Clock clock) {
    List<BtreeStore> btrees = new ArrayList<>();
    try {
      snapshot.attempt(
          () -> BtreeStore.of(snapshot.jdbc(), administrator, clock).ifPresent(btrees::add));
    } catch (RuntimeException e) {
      return new PageChecks(CompletableFuture.failedFuture(e));
    }
    if (btrees.isEmpty()) {
      return new PageChecks(CompletableFuture.completedFuture(Optional.empty()));
    }
    FutureTask<Optional<Asked>> reading = new FutureTask<>(() -> btrees.get(0).damaged(BUDGET));
    Thread thread = new Thread(reading, "index-pages");
    thread.setDaemon(true);
    thread.start();
    return new PageChecks(reading);
  }

  /** Waits for what was read. */
  Examination.Result result() {
    try {
      return judge(reading.get());
    } catch (ExecutionException e) {
      return PAGES.inconclusive("It could not be asked: " + FailureWords.of(e.getCause()) + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PAGES.inconclusive("It was interrupted.");
    }
  }

  private static Examination.Result judge(Optional<Asked> asked) {
    if (asked.isEmpty()) {
      return PAGES.notApplicable("amcheck is not allowed here, or no administrator was given.");
    }
    int left = asked.get().left().size();
    return asked.get().wrong().isEmpty()
        ? PAGES.ok(
            asked.get().asked() + " read" + (left > 0 ? ", " + left + " left unread" : ""),
            "in order")
        : PAGES.failed(ResultList.shown(asked.get().wrong()), "in order");
  }
}
