package ai.coditect.ops.trigger.pubsub.event;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile.Parameter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns an event or a Scheduler message that asks for a run into a request the job understands. */
public final class RequestReader {
  /** The event that asks for one run. */
  public static final String RUN_REQUESTED = "ai.coditect.ops.run.requested.v1";

  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final int LONGEST_TEXT = 1000;
  private final JobCatalog jobs;

  public RequestReader(JobCatalog jobs) {
    this.jobs = jobs;
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
    return read(job, event.id(), Origin.EVENT, parameters);
  }

  public Reading read(Incoming.Call call) {
    String key =
        call.scheduled().map(slot -> RunRequest.slotKey(call.job(), slot)).orElse(call.key());
    return read(call.job(), key, Origin.SCHEDULE, call.parameters());
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
    List<String> wrong = wrong(entry.get().file().parameters(), parameters);
    return wrong.isEmpty()
        ? new Reading(new RunRequest(job, key, origin, Optional.empty(), parameters, false), "")
        : new Reading(null, String.join("; ", wrong));
  }

  private static List<String> wrong(Map<String, Parameter> declared, Map<String, String> given) {
    List<String> wrong = new ArrayList<>();
    if (!declared.keySet().containsAll(given.keySet())) {
      wrong.add(
          "it gives a parameter that the job does not have; the job has: "
              + String.join(", ", new TreeSet<>(declared.keySet())));
    }
    new TreeMap<>(declared)
        .forEach(
            (name, parameter) -> {
              if (!given.containsKey(name)) {
                if (parameter.required()) {
                  wrong.add("the parameter " + name + " is missing");
                }
              } else if (!fits(parameter.type(), given.get(name))) {
                wrong.add("the parameter %s is not %s".formatted(name, words(parameter.type())));
              }
            });
    return wrong;
  }

  private static boolean fits(Parameter.Type type, String value) {
    return switch (type) {
      case TEXT -> value.length() <= LONGEST_TEXT && Text.isStorable(value);
      case UUID -> UUID.matcher(value).matches();
      case INTEGER -> value.matches("[+-]?\\d{1,18}");
      case BOOLEAN -> value.equals("true") || value.equals("false");
      case INSTANT -> isInstant(value);
    };
  }

  private static boolean isInstant(String value) {
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String words(Parameter.Type type) {
    return switch (type) {
      case TEXT -> "a text of at most " + LONGEST_TEXT + " characters";
      case UUID -> "a UUID";
      case INTEGER -> "a whole number";
      case BOOLEAN -> "true or false";
      case INSTANT -> "an instant such as 2026-01-31T02:00:00Z";
    };
  }
}
