package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** CronJobs and Jobs: what they run, how often, and what becomes of a pod that ends badly. */
final class JobPolicies {
  private static final String RENDER = "Write it by \"render k8s\" from the job file.";

  static final List<ManifestPolicy> POLICIES =
      List.of(
          new ManifestPolicy("every CronJob runs a job that there is", JobPolicies::known),
          ManifestPolicy.each(
              "every CronJob forbids two at a time and says its zone and deadline",
              JobPolicies::schedule),
          ManifestPolicy.each(
              "every Job ends: attempts, deadline and removal", JobPolicies::bounded),
          ManifestPolicy.each(
              "a Job fails at once where trying again cannot help, and outlives a disruption",
              JobPolicies::failures));

  private JobPolicies() {}

  /** The job that it runs, where it runs one. */
  static Optional<String> jobOf(ClusterObject manifest) {
    return manifest
        .containers()
        .map(each -> each.path("args"))
        .filter(args -> args.size() > 1 && ClusterObject.text(args.path(0)).equals("run"))
        .map(args -> ClusterObject.text(args.path(1)))
        .findFirst();
  }

  private static List<Problem> known(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    plan.ofKind("CronJob").forEach(each -> problems.addAll(known(plan, each)));
    return problems;
  }

  /** Goes through the checklist instead of running a job. */
  private static boolean isChecklist(ClusterObject manifest) {
    return manifest
        .containers()
        .anyMatch(each -> ClusterObject.text(each.at("/args/0")).equals("check"));
  }

  private static List<Problem> known(ClusterPlan plan, ClusterObject manifest) {
    if (isChecklist(manifest)) {
      return manifest.at("/spec/suspend").asBoolean(false)
          ? List.of()
          : List.of(
              manifest.problem(
                  "The checklist fires by itself: nobody would read it.",
                  "Suspend it, and make a Job of it."));
    }
    String name = jobOf(manifest).orElse("");
    Optional<JobFile> job = plan.job(name);
    if (job.isEmpty()) {
      return List.of(
          manifest.problem(
              "Unknown job \"" + name + "\".",
              DidYouMean.cure(name, plan.jobs().stream().map(JobFile::name).toList())));
    }
    JsonNode args = manifest.containers().findFirst().orElseThrow().path("args");
    List<String> words = args.valueStream().map(ClusterObject::text).toList();
    List<Problem> problems = new ArrayList<>();
    // Two pods of one Job are one run only because of this.
    if (!words.contains("--kubernetes-job=$(JOB_NAME)") || !hasJobName(manifest)) {
      problems.add(
          manifest.problem(
              "Run key missing: a pod that comes after one would be another run.", RENDER));
    }
    Optional<String> scheduled =
        words.stream().filter(each -> each.startsWith("--scheduled")).findFirst();
    Optional<NamedSchedule> schedule =
        scheduled.flatMap(
            each ->
                job.get()
                    .schedule(
                        Optional.of(each.replaceFirst("--scheduled=?", ""))
                            .filter(text -> !text.isEmpty())));
    if (scheduled.isPresent() && schedule.isEmpty()) {
      problems.add(
          manifest.problem(
              "Unknown schedule \"" + scheduled.get() + "\" of " + name + ".", RENDER));
    }
    schedule
        .flatMap(each -> each.when().kubernetesCron())
        .filter(cron -> !cron.equals(manifest.text("/spec/schedule")))
        .ifPresent(
            cron ->
                problems.add(
                    manifest.problem(
                        "Schedule differs from the job file, which says " + cron + ".", RENDER)));
    return problems;
  }

  private static boolean hasJobName(ClusterObject manifest) {
    return manifest
        .containers()
        .flatMap(each -> each.path("env").valueStream())
        .filter(each -> ClusterObject.text(each.path("name")).equals("JOB_NAME"))
        .anyMatch(
            each ->
                ClusterObject.text(each.at("/valueFrom/fieldRef/fieldPath"))
                    .equals("metadata.labels['batch.kubernetes.io/job-name']"));
  }

  private static List<Problem> schedule(ClusterObject manifest) {
    if (!manifest.kind().equals("CronJob")) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    if (!manifest.text("/spec/concurrencyPolicy").equals("Forbid")) {
      problems.add(
          manifest.problem("Two at a time are allowed.", "Set concurrencyPolicy to Forbid."));
    }
    if (manifest.text("/spec/timeZone").isEmpty()) {
      problems.add(
          manifest.problem(
              "Time zone missing: it would be the control plane's.",
              "Set timeZone, for example to Etc/UTC."));
    }
    if (manifest.at("/spec/startingDeadlineSeconds").asInt(0) < 10) {
      problems.add(
          manifest.problem(
              "Starting deadline missing: a hundred missed slots stop a CronJob for good.",
              "Set startingDeadlineSeconds to 10 or more."));
    }
    if (manifest.name().length() > 52) {
      problems.add(
          manifest.problem(
              "Name longer than 52 characters: its Jobs could have none.",
              "Shorten the name of the job or of its schedule."));
    }
    return problems;
  }

  private static List<Problem> bounded(ClusterObject manifest) {
    return manifest
        .job()
        .filter(
            job ->
                job.path("backoffLimit").isMissingNode()
                    || job.path("activeDeadlineSeconds").asLong(0) <= 0
                    || job.path("ttlSecondsAfterFinished").isMissingNode())
        .map(
            job ->
                List.of(
                    manifest.problem(
                        "Job without bounds: it may try, run or stay for ever.",
                        "Set backoffLimit, activeDeadlineSeconds and ttlSecondsAfterFinished.")))
        .orElse(List.of());
  }

  private static List<Problem> failures(ClusterObject manifest) {
    if (manifest.job().isEmpty()) {
      return List.of();
    }
    JsonNode job = manifest.job().get();
    List<Problem> problems = new ArrayList<>();
    if (!ClusterObject.text(job.at("/template/spec/restartPolicy")).equals("Never")) {
      problems.add(
          manifest.problem(
              "Pods are started anew in place: the failure policy does not see them.",
              "Set restartPolicy to Never."));
    }
    JsonNode first = job.at("/podFailurePolicy/rules/0");
    if (!ClusterObject.text(first.path("action")).equals("Ignore")
        || !ClusterObject.text(first.at("/onPodConditions/0/type")).equals("DisruptionTarget")
        || !ClusterObject.text(first.at("/onPodConditions/0/status")).equals("True")) {
      problems.add(
          manifest.problem(
              "A disruption counts as a failure.",
              "Let the first rule of podFailurePolicy ignore the condition DisruptionTarget."));
    }
    TreeSet<Integer> atOnce = new TreeSet<>();
    job.at("/podFailurePolicy/rules")
        .valueStream()
        .filter(each -> ClusterObject.text(each.path("action")).equals("FailJob"))
        .filter(each -> ClusterObject.text(each.at("/onExitCodes/operator")).equals("In"))
        .flatMap(each -> each.at("/onExitCodes/values").valueStream())
        .forEach(each -> atOnce.add(each.asInt(0)));
    if (!atOnce.equals(new TreeSet<>(List.of(2, 3, 5)))) {
      problems.add(
          manifest.problem(
              "Exit codes 2, 3 and 5 do not fail the Job at once, or others do.",
              "Give podFailurePolicy a rule FailJob for exactly these."));
    }
    return problems;
  }
}
