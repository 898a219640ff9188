package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code schedules}, the rhythms of a job that has several. */
final class ScheduleReader {
  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** The name of a CronJob has at most 52 characters, and begins with "ops-worker-". */
  private static final int LONGEST_CRON_JOB = 52 - "ops-worker-".length();

  /** Beside a job's name of 40 characters it fits the names that Quartz has. */
  private static final int LONGEST_NAME = 40;

  private final String job;
  private final Map<String, JobFile.Parameter> declared;
  private final Function<Section, Optional<Schedule>> when;
  private final Instant now;

  /**
   * @param declared the job's parameters
   * @param when reads what every schedule has, and leaves the section open
   */
  ScheduleReader(
      String job,
      Map<String, JobFile.Parameter> declared,
      Function<Section, Optional<Schedule>> when,
      Instant now) {
    this.job = job;
    this.declared = declared;
    this.when = when;
    this.now = now;
  }

  List<NamedSchedule> several(Section top) {
    if (top.keys().contains("schedule")) {
      top.report(
          "Both \"schedule\" and \"schedules\".",
          "Keep one: \"schedules\" where the job has several rhythms, each with a name.");
    }
    Optional<Section> all = top.optional("schedules").flatMap(Value::section);
    if (all.isEmpty()) {
      // Missing, or not a mapping, which has been reported.
      return List.of();
    }
    List<NamedSchedule> read = new ArrayList<>();
    for (String name : List.copyOf(all.get().keys())) {
      Optional<Value> value = all.get().optional(name);
      value.ifPresent(each -> checkName(name, each));
      value.flatMap(Value::section).flatMap(each -> one(name, each)).ifPresent(read::add);
    }
    if (all.get().keys().isEmpty()) {
      all.get().report("There is no schedule in \"schedules\".", "Add one, or remove the key.");
    }
    all.get().close();
    checkTwins(read, all.get());
    return List.copyOf(read);
  }

  /** The longest of what they say: how long the job as a whole may be silent. */
  Duration longest(List<NamedSchedule> schedules) {
    return schedules.stream()
        .map(NamedSchedule::silentFor)
        .max(Comparator.naturalOrder())
        .orElse(JobFileReader.STAND_IN_SILENCE);
  }

  private static void checkName(String name, Value value) {
    if (!KEBAB.matcher(name).matches()) {
      value.wrong("\"" + name + "\" is not a schedule's name.", "Write it in kebab-case.");
    } else if (name.length() > LONGEST_NAME) {
      value.wrong(
          "The schedule's name is longer than " + LONGEST_NAME + " characters.", "Shorten it.");
    }
  }

  private Optional<NamedSchedule> one(String name, Section section) {
    Optional<Schedule> schedule = when.apply(section);
    Optional<SortedMap<String, String>> parameters =
        section
            .optional("parameters")
            .map(value -> value.section().flatMap(this::parameters))
            .orElseGet(() -> checked(new TreeMap<>(), section));
    Optional<Value> said = section.required("silent-for");
    Optional<Duration> silentFor = said.flatMap(Value::positiveDuration);
    if (schedule.isPresent() && silentFor.isPresent()) {
      LongestGap.check(said.get(), silentFor.get(), schedule.get(), now);
    }
    section.close();
    if (schedule.filter(each -> each.on() == Schedule.On.CRONJOB).isPresent()
        && job.length() + 1 + name.length() > LONGEST_CRON_JOB) {
      section.report(
          "The names of the job and its schedule are too long for a CronJob.",
          "Shorten one: together they have at most " + (LONGEST_CRON_JOB - 1) + " characters.");
    }
    return schedule.isEmpty() || parameters.isEmpty() || silentFor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NamedSchedule(
                Optional.of(name), schedule.get(), parameters.get(), silentFor.get()));
  }

  private Optional<SortedMap<String, String>> parameters(Section section) {
    SortedMap<String, String> given = new TreeMap<>();
    boolean complete = true;
    for (String name : List.copyOf(section.keys())) {
      Optional<String> text = section.optional(name).flatMap(Value::plain);
      complete &= text.isPresent();
      text.ifPresent(value -> given.put(name, value));
    }
    section.close();
    return complete ? checked(given, section) : Optional.empty();
  }

  private Optional<SortedMap<String, String>> checked(
      SortedMap<String, String> given, Section section) {
    ParameterCheck check = ParameterCheck.of(job, declared, given);
    for (Problem problem : check.problems()) {
      section.report(problem.what(), problem.cure());
    }
    return check.problems().isEmpty() ? Optional.of(check.parameters()) : Optional.empty();
  }

  /** Two that ask for the same would be one: one run at a time, and one last success. */
  private static void checkTwins(List<NamedSchedule> schedules, Section section) {
    Map<SortedMap<String, String>, String> first = new HashMap<>();
    for (NamedSchedule each : schedules) {
      String name = each.name().orElse("");
      String other = first.putIfAbsent(each.parameters(), name);
      if (other != null) {
        section.report(
            "The schedules \"" + other + "\" and \"" + name + "\" ask for the same run.",
            "Give them different parameters, or join their crons into one.");
      }
    }
  }
}
