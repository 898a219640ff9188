package ai.coditect.ops.trigger.pubsub.event;

import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.ParameterCheck;
import ai.coditect.ops.job.file.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns an event or a Scheduler message that asks for a run into a request the job understands. */
public final class RequestReader {
  /** The event that asks for one run. */
  public static final String RUN_REQUESTED = "ai.coditect.ops.run.requested.v1";

  /** By how much clocks may be apart. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final JobCatalog jobs;
  private final Clock clock;

  public RequestReader(JobCatalog jobs, Clock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Either a request, or why there is none. */
  public record Reading(@Nullable RunRequest request, String wrong) {}

  /** The event has passed its schema. */
  public Reading read(Incoming.Event event) {
    Map<String, String> parameters = new TreeMap<>();
    event
        .data()
        .path("parameters")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asString()));
    String job = event.data().path("job").asString();
    return read(job, RunKey.ofEvent(event.source(), event.id()), Origin.EVENT, parameters);
  }

  /** Of an event that is none of ours, and asks for a run all the same. */
  public Reading read(String job, String key, Map<String, String> parameters) {
    return read(job, key, Origin.EVENT, parameters);
  }

  public Reading read(Incoming.Call call) {
    Optional<JobFile> file = jobs.find(call.job()).map(JobCatalog.Entry::file);
    if (file.isPresent() && (call.schedule().isPresent() || call.scheduled().isPresent())) {
      return file.get().schedule(call.schedule()).isEmpty() && !isUnscheduled(call, file.get())
          ? new Reading(null, noSchedule(file.get()))
          : slot(call, file.get());
    }
    return read(call.job(), call.key(), Origin.SCHEDULE, call.parameters());
  }

  /** A job that only Cloud Scheduler fires has no schedule of its own, and yet slots. */
  private static boolean isUnscheduled(Incoming.Call call, JobFile file) {
    return call.schedule().isEmpty() && file.schedules().isEmpty();
  }

  /** What the schedule asks for; what the message says beside it must not contradict it. */
  private Reading slot(Incoming.Call call, JobFile file) {
    Optional<String> odd =
        file.schedule(call.schedule())
            .flatMap(schedule -> call.scheduled().flatMap(at -> noSlot(schedule.when(), at)));
    if (odd.isPresent()) {
      return new Reading(null, odd.get());
    }
    String label = NamedSchedule.label(file.name(), call.schedule());
    String key = call.scheduled().map(at -> RunRequest.slotKey(label, at)).orElse(call.key());
    Map<String, String> parameters = new TreeMap<>(call.parameters());
    if (call.schedule().isPresent()) {
      file.schedule(call.schedule())
          .ifPresent(s -> s.parameters().forEach(parameters::putIfAbsent));
    }
    return read(call.job(), key, Origin.SCHEDULE, parameters);
  }

  /**
   * Under an instant that is no slot one slot would run twice; and one that is to come would be
   * done when it comes.
   */
  private Optional<String> noSlot(Schedule schedule, Instant scheduled) {
    Optional<Instant> slot = schedule.slotAt(scheduled);
    if (!slot.equals(Optional.of(scheduled))) {
      return Optional.of(
          "the attribute scheduled is not a slot of the schedule"
              + slot.map(before -> "; the slot before it is " + before).orElse(""));
    }
    return scheduled.isAfter(clock.instant().plus(AHEAD))
        ? Optional.of("the attribute scheduled is a slot in the future")
        : Optional.empty();
  }

  private static String noSchedule(JobFile file) {
    List<String> names = file.schedules().stream().flatMap(s -> s.name().stream()).toList();
    return names.isEmpty()
        ? "it names a schedule, and the job has only one, without a name"
        : "it names none of the job's schedules (attribute schedule); the job has: "
            + String.join(", ", names);
  }

  private Reading read(String job, String key, Origin origin, Map<String, String> parameters) {
    Optional<JobCatalog.Entry<?>> entry = jobs.find(job);
    if (entry.isEmpty()) {
      return new Reading(
          null,
          "it asks for a job that does not exist; there are: "
              + String.join(
                  ", ", new TreeSet<>(jobs.entries().stream().map(e -> e.file().name()).toList())));
    }
    List<String> wrong = wrong(entry.get().file(), parameters);
    if (!wrong.isEmpty()) {
      return new Reading(null, String.join("; ", wrong));
    }
    // In their one spelling, so that what is asked twice is seen to be the same.
    Map<String, String> plain = ParameterCheck.of(entry.get().file(), parameters).parameters();
    return new Reading(new RunRequest(job, key, origin, Optional.empty(), plain, false), "");
  }

  /** A name that the job does not have is not repeated: it may be anything. */
  private static List<String> wrong(JobFile file, Map<String, String> given) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> known = new TreeMap<>(given);
    known.keySet().retainAll(file.parameters().keySet());
    if (known.size() < given.size()) {
      wrong.add(
          "it gives a parameter that the job does not have; the job has: "
              + String.join(", ", new TreeSet<>(file.parameters().keySet())));
    }
    ParameterCheck.of(file, known).problems().forEach(problem -> wrong.add(problem.what()));
    return wrong;
  }
}
