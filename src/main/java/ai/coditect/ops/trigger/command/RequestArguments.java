package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.StatedName;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.ParameterCheck;
import ai.coditect.ops.job.file.Schedule;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The arguments of {@code run} as they were typed. */
record RequestArguments(
    String job,
    List<String> parameters,
    Optional<String> key,
    Optional<String> asOf,
    Optional<String> scheduled,
    Optional<String> kubernetesJob,
    Optional<String> by,
    boolean dryRun) {
  private static final String WHERE = "ops-worker run";
  private static final String INSTANT =
      "Write it with a zone and at most microseconds, in the years 1 to 9999: 2026-11-22T09:30:00Z.";

  /** Everything that a run needs before the worker starts. */
  record Checked(OpsEnvironment environment, JobFile file, RunRequest request) {}

  /**
   * @throws ProblemsException with everything wrong in the environment, the job files and here
   */
  Checked check(Session session, Set<Need> needs) {
    List<Problem> problems = new ArrayList<>();
    Optional<OpsEnvironment> files =
        collect(
            new ArrayList<>(),
            () -> OpsEnvironment.read(session.environment(), EnumSet.noneOf(Need.class)));
    Optional<JobFile> file =
        files
            .flatMap(
                each -> collect(problems, () -> JobFiles.in(each.jobsDir()).read(session.clock())))
            .flatMap(all -> find(all, problems));
    Optional<OpsEnvironment> environment =
        collect(problems, () -> OpsEnvironment.read(session.environment(), needs));
    Optional<RunRequest> request = file.map(each -> request(each, session, problems));
    if (!problems.isEmpty() || environment.isEmpty() || request.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return new Checked(environment.get(), file.orElseThrow(), request.get());
  }

  /** The result of a request that never reached the runner. */
  RunResult notStarted(StartFailure failure, Duration took) {
    Ending ending =
        switch (failure.exitCode()) {
          case 2 -> Ending.INVALID;
          case 3 -> Ending.REFUSED;
          default -> Ending.FAILED;
        };
    return new RunResult(
        Optional.empty(),
        job,
        RunKey.repeatable(job, key.orElse("")),
        asOf.flatMap(ParameterCheck::instant),
        ending,
        Changes.NONE,
        took,
        failure.problems(),
        Optional.empty(),
        Optional.empty());
  }

  private Optional<JobFile> find(List<JobFile> files, List<Problem> problems) {
    Optional<JobFile> file = files.stream().filter(each -> each.name().equals(job)).findFirst();
    if (file.isEmpty()) {
      problems.add(JobFile.unknown(job, files.stream().map(JobFile::name).toList()));
    }
    return file;
  }

  private RunRequest request(JobFile file, Session session, List<Problem> problems) {
    Instant now = session.clock().instant();
    ParameterCheck check = ParameterCheck.of(file, split(problems));
    problems.addAll(check.problems());
    Optional<Instant> decideBy = asOf.flatMap(text -> instant("--as-of", text, problems));
    if (key.isPresent() && scheduled.isPresent()) {
      problems.add(
          new Problem(
              "--key contradicts --scheduled.",
              WHERE,
              "The slot is the key: give one of the two."));
    }
    if (kubernetesJob.isPresent()) {
      problems.addAll(KubernetesJob.problems(kubernetesJob.get(), key, scheduled));
    }
    Optional<RunRequest> slot = slot(file, check.parameters(), now, problems);
    String chosen = slot.map(RunRequest::key).orElseGet(() -> chooseKey(problems));
    Map<String, String> wanted = slot.map(RunRequest::parameters).orElse(check.parameters());
    // The system's own name is taken as it is, in what can be written of it.
    Optional<String> stated = by.isPresent() ? StatedName.fit(by.get()) : Optional.empty();
    if (by.isPresent() && stated.isEmpty()) {
      problems.add(
          new Problem(
              "--by is not " + StatedName.described() + ".",
              WHERE,
              "Write --by NAME that is one."));
    }
    String asking = stated.orElse(session.operator());
    return new RunRequest(
        job, chosen, Origin.COMMAND, decideBy, wanted, dryRun, Optional.of(asking));
  }

  private Map<String, String> split(List<Problem> problems) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        problems.add(
            new Problem(
                "An argument after the job is not a parameter.", WHERE, "Write it as name=value."));
      } else if (given.putIfAbsent(parameter.substring(0, equals), parameter.substring(equals + 1))
          != null) {
        problems.add(
            new Problem(
                "The parameter \"" + parameter.substring(0, equals) + "\" is given twice.",
                WHERE,
                "Keep one of the two."));
      }
    }
    return given;
  }

  private String chooseKey(List<Problem> problems) {
    if (kubernetesJob.isPresent()) {
      return kubernetesJob.get();
    }
    if (key.isPresent()) {
      String text = key.get();
      if (!isKey(text)) {
        problems.add(
            new Problem("--key is not a key.", WHERE, "Write 1 to 200 printable characters."));
      }
      return text;
    }
    return "command-" + UUID.randomUUID();
  }

  private static boolean isKey(String text) {
    return !text.isBlank()
        && text.length() <= 200
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** The run of the slot that is asked for, with what its schedule asks for. */
  private Optional<RunRequest> slot(
      JobFile file, Map<String, String> given, Instant now, List<Problem> problems) {
    if (scheduled.isEmpty()) {
      return Optional.empty();
    }
    boolean named = file.schedules().stream().anyMatch(each -> each.name().isPresent());
    Slot asked = named ? Slot.read(scheduled.get()) : new Slot(Optional.empty(), scheduled.get());
    Optional<NamedSchedule> schedule = file.schedule(asked.schedule());
    if (schedule.isEmpty()) {
      problems.add(noSchedule(file, asked));
      return Optional.empty();
    }
    if (asked.schedule().isPresent() && !given.isEmpty()) {
      problems.add(
          new Problem(
              "--scheduled="
                  + asked.schedule().get()
                  + " contradicts parameters: the schedule says which.",
              WHERE,
              "Leave out the parameters, or --scheduled."));
    }
    Optional<Instant> ofJob =
        kubernetesJob.flatMap(each -> KubernetesJob.slot(each, schedule.get().when()));
    Optional<Instant> at =
        kubernetesJob.isPresent()
            ? ofJob.or(() -> Optional.of(now))
            : slot(schedule.get().when(), asked.at(), now, problems);
    return at.map(slot -> schedule.get().request(file.name(), slot))
        .map(request -> asked.schedule().isPresent() ? request : request.with(given))
        // What a person made of a CronJob asks for the same, and is no slot.
        .map(
            request ->
                kubernetesJob.filter(name -> ofJob.isEmpty()).map(request::under).orElse(request));
  }

  private static Problem noSchedule(JobFile file, Slot asked) {
    List<String> names = file.schedules().stream().flatMap(s -> s.name().stream()).toList();
    if (names.isEmpty()) {
      return new Problem(
          "The job \"" + file.name() + "\" has no schedule.", WHERE, "Leave out --scheduled.");
    }
    return new Problem(
        asked.schedule().isEmpty()
            ? "The job \"" + file.name() + "\" has several schedules."
            : "Unknown schedule \"" + asked.schedule().get() + "\".",
        WHERE,
        "Say which: "
            + String.join(" or ", names.stream().map(name -> "--scheduled=" + name).toList())
            + ", each also with @T.");
  }

  private static Optional<Instant> slot(
      Schedule schedule, String text, Instant now, List<Problem> problems) {
    Optional<Instant> wanted =
        text.equals(Slot.LATEST) ? Optional.of(now) : instant("--scheduled", text, problems);
    Optional<Instant> slot = wanted.flatMap(schedule::slotAt);
    if (wanted.isPresent() && wanted.get().isAfter(now)) {
      problems.add(
          new Problem(
              "--scheduled lies in the future.",
              WHERE,
              "A slot that has run before its time would not run when it comes; leave out"
                  + " --scheduled."));
      return Optional.empty();
    }
    boolean exact = text.equals(Slot.LATEST) || slot.equals(wanted);
    if (wanted.isPresent() && (slot.isEmpty() || !exact)) {
      problems.add(
          new Problem(
              "--scheduled is not a slot of the schedule.",
              WHERE,
              slot.map(before -> "The slot before it is " + before + ".")
                  .orElse("Leave out --scheduled.")));
      return Optional.empty();
    }
    return slot;
  }

  private static Optional<Instant> instant(String option, String text, List<Problem> problems) {
    Optional<Instant> instant = ParameterCheck.instant(text);
    if (instant.isEmpty()) {
      problems.add(new Problem(option + " is not an instant.", WHERE, INSTANT));
    }
    return instant;
  }

  private static <T> Optional<T> collect(
      List<Problem> problems, java.util.function.Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (ProblemsException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }
}
