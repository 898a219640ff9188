package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.SlotKey;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule.Missed;
import ai.coditect.ops.trigger.schedule.QuartzRunQueue.Waiting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.quartz.JobDataMap;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Slots that find a run before them under way. Of one schedule the newest alone waits, as after an
 * outage one run makes up for all: the others are passed over, and so is a slot once a newer one
 * has begun. Of a schedule that skips what it missed, none waits for longer than Quartz would.
 */
final class WaitingSlots {
  /** How many slots a trigger's own has taken the place of. */
  static final String PASSED_OVER = "passed-over";

  private static final Logger log = LoggerFactory.getLogger(WaitingSlots.class);

  private final QuartzRunQueue queue;
  private final QuartzStore store;
  private final RunKeyStore keys;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration missedAfter;
  private final MeterRegistry meters;

  /**
   * @param missedAfter so late is a slot missed
   */
  WaitingSlots(
      QuartzRunQueue queue,
      QuartzStore store,
      RunKeyStore keys,
      TransactionTemplate transaction,
      Clock clock,
      Duration missedAfter,
      MeterRegistry meters) {
    this.queue = queue;
    this.store = store;
    this.keys = keys;
    this.transaction = transaction;
    this.clock = clock;
    this.missedAfter = missedAfter;
    this.meters = meters;
  }

  /**
   * A slot whose time has come.
   *
   * @param passed for how many others it stands
   */
  record FiredSlot(RunRequest request, SlotKey key, Missed missed, int passed) {
    private String name() {
      return request.key();
    }
  }

  /** What became of a slot that wanted to wait, and how many are passed over by that. */
  private record Kept(boolean waits, int passed, String why) {
    private static final Kept WAITS = new Kept(true, 0, "");
    private static final Kept LATE =
        new Kept(false, 1, "it is late, and its schedule skips what it missed");
  }

  /** For how many slots the one stands that this carries. */
  static int passedOver(JobDataMap carried) {
    String text = carried.getString(PASSED_OVER);
    return text == null ? 0 : Integer.parseInt(text);
  }

  boolean isMissed(FiredSlot slot) {
    return slot.missed() == Missed.SKIP
        && clock.instant().isAfter(slot.key().at().plus(missedAfter));
  }

  /** It is not run at all. */
  void skip(FiredSlot slot) {
    tell(slot, Kept.LATE);
  }

  /** The newest slot by now, in whose place this one stood; itself once it has begun. */
  FiredSlot newest(FiredSlot slot, Optional<NamedSchedule> schedule) {
    String job = slot.request().job();
    Optional<RunRequest> newer =
        schedule
            .filter(each -> slot.missed() == Missed.RUN_ONCE)
            .flatMap(each -> each.when().slotAt(clock.instant()))
            .filter(at -> at.isAfter(slot.key().at()))
            .filter(at -> keys.slotBegun(job, slot.name(), slot.key()).isEmpty())
            .map(at -> schedule.get().request(job, at));
    newer.ifPresent(request -> tell(slot, new Kept(true, 1, "")));
    return newer
        .map(
            request ->
                new FiredSlot(
                    request,
                    SlotKey.of(job, request.key()).orElseThrow(),
                    slot.missed(),
                    slot.passed() + 1))
        .orElse(slot);
  }

  /** Has a slot wait, unless it or a newer one of its schedule has begun or waits. */
  void keep(FiredSlot slot, Instant at) {
    Kept kept =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  // From here on no other worker has a slot wait, or begins to fire one.
                  store.lockTriggers();
                  return kept(slot, at);
                }));
    if (kept.passed() > 0) {
      tell(slot, kept);
    }
  }

  private Kept kept(FiredSlot slot, Instant at) {
    RunRequest request = slot.request();
    Waiting run = new Waiting(request, Optional.empty());
    Optional<String> begun = keys.slotBegun(request.job(), slot.name(), slot.key());
    if (begun.isPresent() && begun.get().equals(slot.name())) {
      // On record: what has begun comes to its end.
      queue.addAgain(run, at);
      return Kept.WAITS;
    }
    if (begun.isPresent()) {
      return new Kept(false, 1, begun.get() + " has begun");
    }
    if (isMissed(slot)) {
      return Kept.LATE;
    }
    int passed = slot.passed();
    int now = 0;
    for (Other other : others(request.job(), slot.key())) {
      int newer = other.slot().at().compareTo(slot.key().at());
      if (newer >= 0) {
        int mine = newer == 0 ? 0 : 1;
        set(other.key(), other.run(), other.passed() + slot.passed() + mine, other.at());
        return new Kept(false, mine, other.run().request().key() + " waits");
      }
      queue.unschedule(other.key());
      passed += other.passed() + 1;
      now++;
    }
    String name = "slot-" + UUID.randomUUID() + ending(slot.key());
    set(new TriggerKey(name, request.job()), run, passed, at);
    return new Kept(true, now, "");
  }

  private void set(TriggerKey key, Waiting run, int passed, Instant at) {
    JobDataMap data = new JobDataMap();
    data.put(PASSED_OVER, Integer.toString(passed));
    queue.unschedule(key);
    queue.schedule(key, run, at, data);
  }

  /** Another slot that waits, and when it will ask again. */
  private record Other(TriggerKey key, Waiting run, SlotKey slot, int passed, Instant at) {}

  private List<Other> others(String job, SlotKey slot) {
    List<Other> others = new ArrayList<>();
    for (String name : store.waitingSlots(job, ending(slot))) {
      TriggerKey key = new TriggerKey(name, job);
      queue
          .read(key)
          .ifPresent(
              trigger -> {
                Instant at = trigger.getStartTime().toInstant();
                queue
                    .waiting(job, trigger.getJobDataMap(), at)
                    .ifPresent(
                        run ->
                            SlotKey.of(job, run.request().key())
                                .ifPresent(
                                    found ->
                                        others.add(
                                            new Other(
                                                key,
                                                run,
                                                found,
                                                passedOver(trigger.getJobDataMap()),
                                                at))));
              });
    }
    return others;
  }

  private static String ending(SlotKey slot) {
    return ":" + slot.schedule();
  }

  private void tell(FiredSlot slot, Kept kept) {
    Counter.builder("ops.schedule.passed.over")
        .description("Slots that were not run, because a newer one makes up for them.")
        .tag("schedule", slot.key().schedule())
        .register(meters)
        .increment(kept.passed());
    if (!kept.waits()) {
      log.atInfo()
          .addKeyValue("job", slot.request().job())
          .addKeyValue("key", slot.name())
          .addKeyValue("slots", slot.passed() + 1)
          .addKeyValue("because", kept.why())
          .log("slot passed over");
    }
  }

  /** The run of a slot has begun; says for how many others it stands. */
  void tellBegun(FiredSlot slot) {
    if (slot.passed() > 0) {
      log.atInfo()
          .addKeyValue("job", slot.request().job())
          .addKeyValue("key", slot.name())
          .addKeyValue("slots", slot.passed())
          .log("one run made up for slots that passed while another one lasted");
    }
  }
}
