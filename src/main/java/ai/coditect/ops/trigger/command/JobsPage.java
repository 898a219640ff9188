package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.silence.Silence;
import ai.coditect.ops.trigger.command.LedgerStore.LastOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code jobs}: each job, and each of its schedules for itself.
 *
 * @param outcomes how the latest run of each job ended
 * @param silences by label; empty where there is no database to ask
 */
record JobsPage(Map<String, LastOutcome> outcomes, Map<String, Silence> silences, Clock clock) {
  static final List<String> HEADER =
      List.of("JOB", "NEXT", "SCHEDULE", "EVENTS", "OWNER", "LAST", "LAST SUCCESS", "DOES");

  /** One row for each schedule; one for a job that has none. */
  List<List<String>> rows(JobFile file) {
    if (file.schedules().isEmpty()) {
      return List.of(row(file, file.name(), "-", "-"));
    }
    return file.schedules().stream()
        .map(
            each ->
                row(
                    file,
                    each.label(file.name()),
                    Answer.orDash(next(each).orElse(null)),
                    each.when().cron() + " " + each.when().zone()))
        .toList();
  }

  private List<String> row(JobFile file, String label, String next, String schedule) {
    Optional<Silence> silence = Optional.ofNullable(silences.get(label));
    return List.of(
        label,
        next,
        schedule,
        file.events().isEmpty() ? "-" : String.join(" ", file.events()),
        file.owner(),
        silence
            .flatMap(Silence::last)
            .map(Silence.LastRun::outcome)
            .or(() -> Optional.ofNullable(outcomes.get(label)).map(LastOutcome::outcome))
            .orElse("-"),
        silence.map(this::success).orElse("-"),
        file.description());
  }

  private String success(Silence silence) {
    return silence
            .lastSuccess()
            .map(at -> at.truncatedTo(ChronoUnit.SECONDS) + ", " + secondsSince(at) + " s ago")
            .orElse("-")
        + (silence.isOverdue(clock.instant()) ? " OVERDUE" : "");
  }

  private long secondsSince(Instant instant) {
    return Math.max(0, Duration.between(instant, clock.instant()).toSeconds());
  }

  Map<String, Object> document(JobFile file) {
    Optional<LastOutcome> last = Optional.ofNullable(outcomes.get(file.name()));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("job", file.name());
    fields.put("description", file.description());
    fields.put("owner", file.owner());
    fields.put("destructive", file.destructive());
    Optional<NamedSchedule> only = file.schedule(Optional.empty());
    fields.put("schedule", only.map(JobsPage::when).orElse(null));
    fields.put(
        "schedules",
        file.schedules().stream()
            .filter(each -> each.name().isPresent())
            .map(each -> named(file, each))
            .toList());
    fields.put("next", first(file).map(Instant::toString).orElse(null));
    fields.put("events", file.events());
    Map<String, Object> parameters = new LinkedHashMap<>();
    file.parameters()
        .forEach(
            (name, parameter) ->
                parameters.put(
                    name,
                    Map.of(
                        "type",
                        parameter.type().name().toLowerCase(Locale.ROOT),
                        "required",
                        parameter.required())));
    fields.put("parameters", parameters);
    fields.put("lastOutcome", last.map(LastOutcome::outcome).orElse(null));
    fields.put("lastStartedAt", last.map(run -> run.startedAt().toString()).orElse(null));
    file.expected().stream()
        .filter(each -> each.schedule().isEmpty())
        .forEach(each -> fields.putAll(silence(each)));
    fields.put("alerts", file.expected().size());
    return fields;
  }

  private Map<String, Object> named(JobFile file, NamedSchedule schedule) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", schedule.name().orElseThrow());
    fields.putAll(when(schedule));
    fields.put("parameters", schedule.parameters());
    fields.put("next", next(schedule).map(Instant::toString).orElse(null));
    Optional<Silence.LastRun> last =
        Optional.ofNullable(silences.get(schedule.label(file.name()))).flatMap(Silence::last);
    fields.put("lastOutcome", last.map(Silence.LastRun::outcome).orElse(null));
    fields.put("lastStartedAt", last.map(run -> run.startedAt().toString()).orElse(null));
    file.expected().stream()
        .filter(each -> each.schedule().equals(schedule.name()))
        .forEach(each -> fields.putAll(silence(each)));
    return fields;
  }

  /** Whether it is overdue is null where nobody can know. */
  private Map<String, Object> silence(Expected expected) {
    @Nullable Silence silence = silences.get(expected.label());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "lastSuccess",
        silence == null ? null : silence.lastSuccess().map(Instant::toString).orElse(null));
    // As the figure job_seconds_since_success: of what never succeeded, since it is waited for.
    fields.put(
        "secondsSinceSuccess",
        silence == null ? null : silence.since().map(this::secondsSince).orElse(null));
    fields.put("silentFor", expected.silentFor().toString());
    fields.put("overdue", silence == null ? null : silence.isOverdue(clock.instant()));
    return fields;
  }

  private static Map<String, String> when(NamedSchedule schedule) {
    Map<String, String> when = new LinkedHashMap<>();
    when.put("cron", schedule.when().cron());
    when.put("zone", schedule.when().zone().getId());
    when.put("on", schedule.when().on().name().toLowerCase(Locale.ROOT));
    return when;
  }

  private Optional<Instant> next(NamedSchedule schedule) {
    return schedule.when().nextAfter(clock.instant());
  }

  private Optional<Instant> first(JobFile file) {
    List<Instant> all = new ArrayList<>();
    file.schedules().forEach(each -> next(each).ifPresent(all::add));
    return all.stream().min(Instant::compareTo);
  }
}
