package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.InstanceState;
import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Chooses what is restored, and whether that can be done at all. */
record BackupSelection(
    DrillStore drills,
    ThrowawayStore store,
    InstanceClient instances,
    InstanceLookupClient seen,
    CopyExamination examination,
    Optional<String> project) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What is missing in the environment, if anything. */
  Optional<Problem> missing(Drill.Level level, InstanceName source) {
    if (level == Drill.Level.POINT_IN_TIME) {
      return Optional.empty();
    }
    if (project.isEmpty()) {
      return Optional.of(
          new Problem(
              "OPS_DRILL_PROJECT is not set: a restored copy needs a project of its own.",
              "environment",
              "Set it to a project in which the worker may make and delete instances, while it may"
                  + " only read in "
                  + source.project()
                  + "."));
    }
    return project.filter(source.project()::equals).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "OPS_DRILL_PROJECT is the project of the source: drills never write there.",
                "environment",
                "Set it to another project, in which the worker may make and delete instances."));
  }

  /** Where a drill of this level makes its instance. */
  String projectFor(Drill.Level level, InstanceName source) {
    return level == Drill.Level.POINT_IN_TIME ? source.project() : project.orElseThrow();
  }

  Outcome pick(DrillContext context) {
    List<Problem> missing = new ArrayList<>(examination.missing());
    missing(context.level(), context.source()).ifPresent(missing::add);
    if (!missing.isEmpty()) {
      return new Outcome.Refused(missing);
    }
    store.allowIdle();
    UUID run = context.run().id();
    Drill drill =
        drills.begin(
            Drill.begun(
                UUID.randomUUID(),
                run,
                context.level(),
                context.now(),
                store.starter(run),
                context.source().project() + ":" + context.source().instance(),
                described(context)));
    Optional<String> other = store.otherUnderWay(run);
    if (other.isPresent()) {
      return inconclusive(
          context,
          drill,
          List.of(
              new Problem(
                  "Drill under way: " + other.get() + " is not over yet.",
                  "job " + context.run().job(),
                  "Run again when \"runs --job backup-verification\" shows that it has ended.")));
    }
    try {
      return context.level() == Drill.Level.DRILL
          ? pickBackup(context, drill)
          : pickInstant(context, drill);
    } catch (TransientProblemsException e) {
      return context.bookmark().isOlderThan(PATIENCE, context.now())
          ? inconclusive(context, drill, e.problems())
          : context.waiting();
    } catch (ProblemsException e) {
      return inconclusive(context, drill, e.problems());
    }
  }

  /** What is in force: the job file, and which project of the environment. */
  private Map<String, String> described(DrillContext context) {
    Map<String, String> all = new TreeMap<>(context.settings().described());
    all.put("project", projectFor(context.level(), context.source()));
    return all;
  }

  private Outcome pickBackup(DrillContext context, Drill drill) {
    InstanceName source = context.source();
    List<BackupRun> all = instances.backups(source);
    Optional<BackupRun> chosen =
        new BackupChoice(context.settings().backup()).among(all, context.run().id());
    if (chosen.isEmpty()) {
      return over(
          context,
          drill,
          Verdict.FAILED,
          List.of(
              new Problem(
                  "Backup missing: of " + all.size() + " backups none can be restored.",
                  "instance " + source.instance(),
                  "See \"run backup-verification level=freshness\" for what is wrong with them.")));
    }
    InstanceState instance = instances.instance(source);
    List<Problem> problems =
        new PreFlight(context.settings())
            .against(
                instance.version(),
                seen.versionOfBackup(source, chosen.get().id()),
                seen.instances(projectFor(context.level(), source)),
                store.extensions());
    Drill picked =
        drill.of(
            new Drill.Backup(
                chosen.get().id(),
                chosen.get().started().orElseThrow(),
                chosen.get().ended().orElseThrow()));
    return problems.isEmpty()
        ? RestoreDrill.over(drills, context, picked)
        : inconclusive(context, picked, problems);
  }

  private Outcome pickInstant(DrillContext context, Drill drill) {
    InstanceName source = context.source();
    InstanceState instance = instances.instance(source);
    if (!instance.backups().pointInTimeRecovery()) {
      return over(
          context,
          drill,
          Verdict.FAILED,
          List.of(
              new Problem(
                  "Point-in-time recovery is off.",
                  "instance " + source.instance(),
                  "Run \"gcloud sql instances patch "
                      + source.instance()
                      + " --project="
                      + source.project()
                      + " --enable-point-in-time-recovery\".")));
    }
    InstanceState.RecoveryWindow window = instances.recoveryWindow(source);
    Optional<Instant> instant =
        store
            .newestMarker(window.latest().orElse(context.now()))
            .map(ThrowawayStore.MarkerInstants::committedAt);
    if (instant.isEmpty()) {
      return inconclusive(
          context,
          drill,
          List.of(
              new Problem(
                  "Marker missing: there is none that a clone could be held against.",
                  "database",
                  "Run \"run backup-marker\", and again when its log was archived.")));
    }
    List<Problem> problems = new ArrayList<>();
    window
        .earliest()
        .filter(earliest -> instant.get().isBefore(earliest))
        .ifPresent(
            earliest ->
                problems.add(
                    new Problem(
                        "Instant too early: the newest marker is of "
                            + instant.get()
                            + ", and a clone can go back to "
                            + earliest
                            + ".",
                        "instance " + source.instance(),
                        "Run \"run backup-marker\", and this drill again when its log was"
                            + " archived; see why markers stayed away"
                            + " (\"runs --job backup-marker\").")));
    problems.addAll(
        new PreFlight(context.settings())
            .against(
                instance.version(),
                Optional.empty(),
                seen.instances(projectFor(context.level(), source)),
                store.extensions()));
    Drill picked = drill.of(new Drill.Backup("point-in-time", instant.get(), instant.get()));
    return problems.isEmpty()
        ? RestoreDrill.over(drills, context, picked)
        : inconclusive(context, picked, problems);
  }

  private Outcome inconclusive(DrillContext context, Drill drill, List<Problem> problems) {
    return over(context, drill, Verdict.INCONCLUSIVE, problems);
  }

  private Outcome over(DrillContext context, Drill drill, Verdict verdict, List<Problem> problems) {
    return RestoreDrill.over(drills, context, drill, verdict, problems);
  }
}
