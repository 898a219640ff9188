package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** Reads what every job file has in common; the settings are the job's own. */
final class JobFileReader {
  /** The short types of the events that may wake a job. */
  static final Set<String> EVENTS =
      Set.of(
          "license.changed",
          "privacy.erasure.requested",
          "privacy.export.requested",
          "backup.finished");

  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern RUNBOOK = Pattern.compile("[A-Za-z0-9_./-]+\\.md#[a-z0-9-]+");

  /**
   * Where a file does not say how long it may be silent; such a file is refused, so no job has it.
   */
  static final Duration STAND_IN_SILENCE = Duration.ofHours(1);

  private final Clock clock;

  JobFileReader(Clock clock) {
    this.clock = clock;
  }

  /** What was read, with stand-ins where something was wrong and has been reported. */
  record Read(JobFile file, Optional<Value> settings) {}

  Read read(String name, Section top) {
    String description = top.required("description").flatMap(Value::text).orElse("");
    String owner =
        top.required("owner").flatMap(v -> v.matching(KEBAB, "an owner", "licensing")).orElse("");
    Optional<Boolean> destructive = top.required("destructive").flatMap(Value::bool);
    Optional<String> withoutPlan =
        top.optional("without-plan").flatMap(value -> withoutPlan(value, destructive));
    boolean several = top.optional("schedules").isPresent();
    Optional<Schedule> schedule =
        top.optional("schedule")
            .flatMap(Value::section)
            .flatMap(
                section -> {
                  Optional<Schedule> read = schedule(section);
                  section.close();
                  return read;
                });
    List<String> events = top.optional("events").map(this::events).orElse(List.of());
    Map<String, JobFile.Parameter> parameters =
        top.optional("parameters").flatMap(Value::section).map(this::parameters).orElse(Map.of());
    Optional<Value> settings = top.optional("settings");
    JobFile.Run run =
        top.required("run").flatMap(Value::section).map(this::run).orElse(standInRun());
    JobFile.Limits limits =
        top.optional("limits")
            .flatMap(Value::section)
            .map(section -> limits(section, destructive))
            .orElseGet(() -> withoutLimits(top, destructive));
    JobFile.Alert alert =
        top.required("alert")
            .flatMap(Value::section)
            .map(section -> alert(section, several, schedule))
            .orElse(new JobFile.Alert(STAND_IN_SILENCE, ""));
    ScheduleReader schedules =
        new ScheduleReader(name, parameters, this::schedule, clock.instant());
    List<NamedSchedule> rhythms =
        several
            ? schedules.several(top)
            : schedule.map(when -> NamedSchedule.only(when, alert.silentFor())).stream().toList();
    JobFile.Alert told =
        several ? new JobFile.Alert(schedules.longest(rhythms), alert.runbook()) : alert;
    return new Read(
        new JobFile(
            name,
            description,
            owner,
            destructive.orElse(false),
            withoutPlan,
            rhythms,
            events,
            parameters,
            run,
            limits,
            told),
        settings);
  }

  private static Optional<String> withoutPlan(Value value, Optional<Boolean> destructive) {
    Optional<String> reason = value.text();
    if (reason.isPresent() && destructive.isPresent() && !destructive.get()) {
      return value.wrong(
          "\"without-plan\" on a job that is not destructive.",
          "Remove it, or write \"destructive: true\" if the job removes data.");
    }
    return reason;
  }

  /** The caller closes the section. */
  private Optional<Schedule> schedule(Section section) {
    Optional<Value> cron = section.required("cron");
    Optional<ZoneId> zone = section.required("zone").flatMap(this::zone);
    Optional<Value> missed = section.optional("missed");
    Optional<Value> on = section.optional("on");
    Schedule schedule =
        new Schedule(
            cron.flatMap(Value::text).orElse(""),
            zone.orElse(ZoneId.of("UTC")),
            missed
                .flatMap(value -> value.choice(Schedule.Missed.class, true))
                .orElse(Schedule.Missed.RUN_ONCE),
            on.flatMap(value -> value.choice(Schedule.On.class, true)).orElse(Schedule.On.QUARTZ));
    if (schedule.cron().isEmpty()) {
      return Optional.empty();
    }
    if (!CronExpression.isValidExpression(schedule.cron())) {
      return cron.get()
          .wrong(
              "\"" + schedule.cron() + "\" is not a Quartz cron expression.",
              "Write seconds first, and ? for one of the two day fields, as in 0 */10 * * * ?.");
    }
    if (schedule.nextAfter(clock.instant()).isEmpty()) {
      return cron.get()
          .wrong(
              "\"" + schedule.cron() + "\" never fires again.",
              "Choose a time to come, or remove the schedule.");
    }
    if (schedule.on() == Schedule.On.CRONJOB && schedule.kubernetesCron().isEmpty()) {
      return cron.get()
          .wrong(
              "\"" + schedule.cron() + "\" cannot be written as a CronJob schedule.",
              "Use second 0 and no year, L, W or #; or write \"on: quartz\".");
    }
    return Optional.of(schedule);
  }

  private Optional<ZoneId> zone(Value value) {
    Optional<String> text = value.text();
    Set<String> zones = ZoneId.getAvailableZoneIds();
    if (text.isPresent() && !zones.contains(text.get())) {
      return value.wrong(
          "Unknown time zone \"" + text.get() + "\".",
          DidYouMean.nearest(text.get(), zones)
              .map(zone -> "Did you mean \"" + zone + "\"?")
              .orElse("Write a name as UTC or Europe/Berlin."));
    }
    return text.map(ZoneId::of);
  }

  private List<String> events(Value value) {
    List<String> events = new ArrayList<>();
    for (Value item : value.list().orElse(List.of())) {
      Optional<String> type = item.text();
      if (type.isEmpty()) {
        continue;
      }
      if (!EVENTS.contains(type.get())) {
        item.wrong("Unknown event \"" + type.get() + "\".", DidYouMean.cure(type.get(), EVENTS));
      } else if (events.contains(type.get())) {
        item.wrong("The event \"" + type.get() + "\" is listed twice.", "Keep one of the two.");
      } else {
        events.add(type.get());
      }
    }
    return List.copyOf(events);
  }

  private Map<String, JobFile.Parameter> parameters(Section section) {
    Map<String, JobFile.Parameter> parameters = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      Optional<Value> value = section.optional(name);
      if (!KEBAB.matcher(name).matches()) {
        value.ifPresent(
            v -> v.wrong("\"" + name + "\" is not a parameter name.", "Write it in kebab-case."));
      }
      Optional<Section> parameter = value.flatMap(Value::section);
      if (parameter.isPresent()) {
        Optional<JobFile.Parameter.Type> type =
            parameter
                .get()
                .required("type")
                .flatMap(v -> v.choice(JobFile.Parameter.Type.class, true));
        Optional<Boolean> required = parameter.get().required("required").flatMap(Value::bool);
        parameter.get().close();
        parameters.put(
            name,
            new JobFile.Parameter(
                type.orElse(JobFile.Parameter.Type.TEXT), required.orElse(false)));
      }
    }
    section.close();
    return java.util.Collections.unmodifiableMap(parameters);
  }

  private JobFile.Run run(Section section) {
    Optional<Long> bite = section.required("bite").flatMap(v -> v.integer(1, 50_000));
    Optional<Long> partitions = section.required("partitions").flatMap(v -> v.integer(1, 64));
    Optional<Long> connections =
        section.optional("connections").flatMap(v -> connections(v, partitions.orElse(1L)));
    Optional<Duration> timeout = section.required("timeout").flatMap(Value::positiveDuration);
    Optional<Long> attempts = section.required("attempts").flatMap(v -> v.integer(1, 100));
    Optional<JobFile.Backoff> backoff =
        section.required("backoff").flatMap(Value::section).map(this::backoff);
    section.close();
    return new JobFile.Run(
        bite.orElse(1L).intValue(),
        partitions.orElse(1L).intValue(),
        connections.orElse((long) JobFile.Run.MOST_CONNECTIONS).intValue(),
        timeout.orElse(Duration.ofMinutes(1)),
        attempts.orElse(1L).intValue(),
        backoff.orElse(standInRun().backoff()));
  }

  /** One for each partition, and one by which the run says that it is alive. */
  private static Optional<Long> connections(Value stated, long partitions) {
    Optional<Long> most = stated.integer(2, JobFile.Run.MOST_CONNECTIONS);
    return most.isPresent() && most.get() <= partitions
        ? stated.wrong(
            most.get() + " connections are too few for " + partitions + " partitions.",
            "Each takes one, and the run one more: lower \"partitions\", or raise"
                + " \"connections\".")
        : most;
  }

  private JobFile.Backoff backoff(Section section) {
    Optional<Duration> first = section.required("first").flatMap(Value::positiveDuration);
    Optional<Duration> longest = section.required("longest").flatMap(Value::positiveDuration);
    section.close();
    if (first.isPresent() && longest.isPresent() && first.get().compareTo(longest.get()) > 0) {
      section.report("\"first\" is longer than \"longest\".", "Swap them, or raise \"longest\".");
    }
    return new JobFile.Backoff(
        first.orElse(Duration.ofSeconds(1)), longest.orElse(Duration.ofSeconds(1)));
  }

  private JobFile.Limits limits(Section section, Optional<Boolean> destructive) {
    Optional<Long> rows =
        section.optional("most-rows").flatMap(v -> v.integer(1, 1_000_000_000_000L));
    Optional<Double> percent = section.optional("most-percent").flatMap(v -> v.decimal(0, 100));
    Optional<Double> deviation = section.optional("deviation").flatMap(v -> v.decimal(0, 1000));
    section.close();
    boolean none = section.keys().isEmpty();
    if (destructive.isPresent() && destructive.get() && none) {
      section.report(
          "A destructive job has no limits.", "Set most-rows, most-percent or deviation.");
    }
    if (destructive.isPresent() && !destructive.get() && !none) {
      section.report(
          "Limits on a job that is not destructive.",
          "Remove them, or write \"destructive: true\" if the job removes data.");
    }
    return new JobFile.Limits(rows, percent, deviation);
  }

  private JobFile.Limits withoutLimits(Section top, Optional<Boolean> destructive) {
    if (destructive.orElse(false) && !top.keys().contains("limits")) {
      top.report(
          "A destructive job has no limits.",
          "Add \"limits:\" with most-rows, most-percent or deviation.");
    }
    return new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private JobFile.Alert alert(Section section, boolean several, Optional<Schedule> schedule) {
    Optional<Value> said =
        several ? section.optional("silent-for") : section.required("silent-for");
    Optional<Duration> silentFor = said.flatMap(Value::positiveDuration);
    if (several && said.isPresent()) {
      said.get()
          .wrong(
              "\"silent-for\" of a job with several schedules.",
              "Say it in each of the schedules; a success of one says nothing about another.");
    } else if (silentFor.isPresent() && schedule.isPresent()) {
      LongestGap.check(said.get(), silentFor.get(), schedule.get(), clock.instant());
    }
    Optional<String> runbook =
        section
            .required("runbook")
            .flatMap(v -> v.matching(RUNBOOK, "a heading", "README.md#license-expiry"));
    section.close();
    return new JobFile.Alert(silentFor.orElse(STAND_IN_SILENCE), runbook.orElse(""));
  }

  private static JobFile.Run standInRun() {
    Duration second = Duration.ofSeconds(1);
    return new JobFile.Run(1, 1, second, 1, new JobFile.Backoff(second, second));
  }
}
