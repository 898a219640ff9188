package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import com.google.api.core.ApiService;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Holds the subscription while the worker serves. A subscription that is missing or fails is tried
 * again for as long as it takes. Stops before anything it needs: first the subscriber, then the
 * intake, each within seconds.
 */
final class SubscriptionListener implements SmartLifecycle, LivenessCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionListener.class);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final PubSubTemplate pubsub;
  private final PubSubAdmin admin;
  private final boolean emulator;
  private final PubSubSettings settings;
  private final TopicSetup topics;
  private final MessageIntake intake;
  private final IntakeTroubles troubles;
  private final IntakeMeters meters;

  private final LoopTurns turns = new LoopTurns("the keeping of the subscription");
  private volatile boolean running;
  private @Nullable Thread keeper;
  private @Nullable Thread worker;
  private volatile @Nullable IntakeLoop loop;
  private IntakeQueue queue;
  private volatile @Nullable Subscriber subscriber;
  private volatile String trouble = "";

  SubscriptionListener(
      PubSubTemplate pubsub,
      PubSubAdmin admin,
      boolean emulator,
      PubSubSettings settings,
      MessageIntake intake,
      IntakeTroubles troubles,
      IntakeMeters meters) {
    this.pubsub = pubsub;
    this.admin = admin;
    this.emulator = emulator;
    this.settings = settings;
    this.topics = new TopicSetup(settings);
    this.intake = intake;
    this.troubles = troubles;
    this.meters = meters;
    this.queue = new IntakeQueue(settings.outstanding());
  }

  @Override
  public synchronized void start() {
    queue = new IntakeQueue(settings.outstanding());
    loop =
        new IntakeLoop(
            queue,
            intake,
            new DeadLetterPublisher(pubsub, settings.deadLetterTopic()),
            settings,
            troubles,
            meters);
    running = true;
    turns.begin();
    worker = new Thread(loop, "event-intake");
    worker.start();
    keeper = new Thread(this::keepSubscribed, "event-subscription");
    keeper.start();
  }

  private void keepSubscribed() {
    Duration pause = settings.firstPause();
    while (running) {
      turns.turned();
      try {
        Subscriber current = subscriber;
        if (current == null || !current.isRunning()) {
          if (current != null && current.state() == ApiService.State.FAILED) {
            say("subscription failed: " + words(current.failureCause()));
            subscriber = null;
            pause = longer(pause);
          } else if (current == null && exists()) {
            subscriber = pubsub.subscribe(settings.subscription(), queue::offer);
            trouble = "";
            LOG.atInfo()
                .addKeyValue("subscription", settings.subscription())
                .log("listening for events");
          } else if (current == null) {
            say("subscription does not exist");
            pause = longer(pause);
          }
        } else {
          pause = settings.firstPause();
        }
      } catch (Throwable e) {
        // An Error too: a keeper that ends is noticed by nobody.
        say("cannot subscribe: " + words(e));
        pause = longer(pause);
      }
      sleep(pause);
    }
  }

  /** What is missing cannot be told from here. */
  private static final String CURE =
      "\"check\" names what is missing in Pub/Sub, each with the command that makes it.";

  /** One line for each new trouble; it is tried again as long as it takes. */
  private void say(String what) {
    if (!what.equals(trouble)) {
      trouble = what;
      LOG.atError()
          .addKeyValue("subscription", settings.subscription())
          .addKeyValue("problem", what)
          .addKeyValue("cure", CURE)
          .log("no events come; said once, tried again and again");
    }
  }

  private static String words(@Nullable Throwable failure) {
    return failure == null ? "" : FailureWords.of(failure);
  }

  /** What keeps events from coming, or from being answered; empty when nothing does. */
  synchronized List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(troubles.problems());
    String where = "subscription " + settings.subscription();
    Subscriber current = subscriber;
    if (running && (current == null || !current.isRunning())) {
      problems.add(
          new Problem(
              trouble.isEmpty() ? "No events come yet." : "No events come: " + trouble + ".",
              where,
              CURE));
    }
    if (running && (worker == null || !worker.isAlive())) {
      problems.add(
          new Problem("The thread that takes events has ended.", where, "Start the worker anew."));
    }
    if (loop != null) {
      loop.deadLetterTrouble().map(DeadLetterTrouble::problem).ifPresent(problems::add);
    }
    return problems;
  }

  /** Both loops: the one that keeps events coming, and the one that takes them. */
  @Override
  public List<Problem> standing() {
    List<Problem> problems = new ArrayList<>(turns.standing());
    IntakeLoop taking = loop;
    if (taking != null) {
      problems.addAll(taking.standing());
    }
    return problems;
  }

  private boolean exists() {
    if (emulator) {
      topics.createMissing(admin);
    }
    try {
      return admin.getSubscription(settings.subscription()) != null;
    } catch (com.google.api.gax.rpc.PermissionDeniedException e) {
      // The right to consume does not include the right to look.
      return true;
    }
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : doubled;
  }

  private void sleep(Duration pause) {
    try {
      for (long slept = 0; slept < pause.toMillis() && running; slept += 50) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    turns.end();
    queue.close();
    join(keeper, Duration.ofSeconds(5));
    Subscriber current = subscriber;
    if (current != null) {
      current.stopAsync();
    }
    if (loop != null) {
      loop.finish();
    }
    join(worker, DRAIN);
    if (current != null) {
      try {
        current.awaitTerminated(5, TimeUnit.SECONDS);
      } catch (TimeoutException | IllegalStateException e) {
        LOG.atWarn().log("subscriber still busy; what it holds will be delivered again");
      }
    }
    subscriber = null;
  }

  private static void join(@Nullable Thread thread, Duration most) {
    if (thread == null) {
      return;
    }
    try {
      thread.join(most.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Last to start and first to stop: the data source, the queue and the relay outlive it. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
