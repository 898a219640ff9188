package ai.coditect.ops.metrics;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.figure.Sample.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look of a serving worker, four in a turn: takes or keeps the lead, reads if it leads, and
 * tells once a turn. The database is asked by another thread, and waited for no longer than the
 * budget: a worker's own figures go out whether or not it answers.
 */
final class CollectionTurn {
  private static final Logger log = LoggerFactory.getLogger(CollectionTurn.class);

  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Collector collector;
  private final Predicate<Duration> lead;
  private final MetricSink sink;
  private final MetricsReportSettings settings;
  private final ExecutorService hands;
  private final LongSupplier nanos;
  private volatile @Nullable Long leadsUntil;
  private @Nullable Future<?> asking;
  private Instant nextTold = Instant.MIN;
  private boolean led;
  private boolean failing;

  /**
   * @param lead takes or keeps the lead for so long; false when another worker has it
   * @param hands one thread
   * @param nanos time that only passes, in nanoseconds
   */
  CollectionTurn(
      Collector collector,
      Predicate<Duration> lead,
      MetricSink sink,
      MetricsReportSettings settings,
      ExecutorService hands,
      LongSupplier nanos) {
    this.collector = collector;
    this.lead = lead;
    this.sink = sink;
    this.settings = settings;
    this.hands = hands;
    this.nanos = nanos;
  }

  boolean leads() {
    Long until = leadsUntil;
    return until != null && nanos.getAsLong() - until < 0;
  }

  void look(Instant now) throws InterruptedException {
    boolean due = isDue(now);
    // The lead is kept with each telling and not in between: whoever follows a leader that has
    // died does so within two turns of its last word.
    if ((due || !leads()) && (asking == null || asking.isDone())) {
      asking = hands.submit(() -> ask(now));
    }
    await();
    boolean leads = leads();
    boolean newly = leads && !led;
    led = leads;
    if (due || newly) {
      tell(now, due, leads);
    }
  }

  /** A clock that was set back does not silence this worker until it is where it was. */
  private boolean isDue(Instant now) {
    return !now.isBefore(nextTold) || now.plus(settings.every()).isBefore(nextTold);
  }

  private void ask(Instant now) {
    boolean before = leads();
    long asked = nanos.getAsLong();
    boolean got = lead.test(settings.lead());
    if (got && !before) {
      // What was read under an earlier lead is as old as that.
      collector.begin(now);
    }
    leadsUntil = got ? Long.valueOf(asked + settings.lead().toNanos()) : null;
    if (got && (!before || isDue(now))) {
      collector.read(now);
    }
  }

  private void await() throws InterruptedException {
    Optional<Future<?>> answer = Optional.ofNullable(asking);
    if (answer.isEmpty()) {
      return;
    }
    try {
      answer.get().get(settings.budget().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
      asking = null;
      failing = false;
    } catch (TimeoutException | CancellationException e) {
      // No answer yet, or none: what is known is told, and how old it is.
      return;
    } catch (ExecutionException e) {
      asking = null;
      if (!failing) {
        failing = true;
        log.atWarn()
            .addKeyValue("failure", FailureWords.of(e))
            .addKeyValue("cure", "\"check\" names what the worker lacks in the database.")
            .log("figures of the service not read; said once, tried again and again");
      }
    }
  }

  private void tell(Instant now, boolean due, boolean leads) {
    List<Sample> samples = collector.tell(now, leads).samples();
    if (due) {
      Instant next = nextTold.equals(Instant.MIN) ? now : nextTold;
      next = next.plus(settings.every());
      boolean onBeat = next.isAfter(now) && !next.isAfter(now.plus(settings.every()));
      nextTold = onBeat ? next : now.plus(settings.every());
      sink.write(samples);
    } else {
      // This worker's own were told within this turn.
      sink.write(samples.stream().filter(each -> each.scope() == Scope.SERVICE).toList());
    }
  }
}
