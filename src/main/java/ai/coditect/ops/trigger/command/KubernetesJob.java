package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.Schedule;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a Job of Kubernetes. A CronJob gives its Jobs its own name, a hyphen and the slot in
 * minutes since 1970, so that every pod of one Job, whenever it starts, knows which slot it is for.
 */
final class KubernetesJob {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
  private static final Pattern MINUTES = Pattern.compile(".*-(\\d{8,9})");
  private static final String WHERE = "ops-worker run";

  private KubernetesJob() {}

  /** The slot that a CronJob made this Job for; empty where a person made it. */
  static Optional<Instant> slot(String name, Schedule schedule) {
    Matcher minutes = MINUTES.matcher(name);
    return minutes.matches()
        ? Optional.of(Instant.ofEpochSecond(60 * Long.parseLong(minutes.group(1))))
            .filter(at -> schedule.slotAt(at).equals(Optional.of(at)))
        : Optional.empty();
  }

  static List<Problem> problems(String name, Optional<String> key, Optional<String> scheduled) {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          new Problem(
              "--kubernetes-job is not the name of a Job.",
              WHERE,
              "Give it the label batch.kubernetes.io/job-name of the pod, as \"render k8s\" does."));
    }
    if (key.isPresent()) {
      problems.add(
          new Problem(
              "--key contradicts --kubernetes-job.",
              WHERE,
              "The Job is the key: give one of the two."));
    }
    if (scheduled.filter(each -> !Slot.read(each).at().equals(Slot.LATEST)).isPresent()) {
      problems.add(
          new Problem(
              "--scheduled with an instant contradicts --kubernetes-job.",
              WHERE,
              "The Job is the slot: leave the instant out."));
    }
    return problems;
  }
}
