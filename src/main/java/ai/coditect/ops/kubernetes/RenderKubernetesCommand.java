package ai.coditect.ops.kubernetes;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.render.RenderAnswer;
import ai.coditect.ops.kubernetes.policy.ClusterObject;
import ai.coditect.ops.kubernetes.policy.ClusterPlan;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.storage.LocalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what a cluster is given because of the job files, or says what is other. */
final class RenderKubernetesCommand implements RoomCommand {
  private static final String COMMAND = "ops-worker render k8s";
  private static final String CHECK = "check";
  private static final int WRONG = 2;
  private static final RenderAnswer ANSWER =
      new RenderAnswer(COMMAND, "k8s", KubernetesDocuments.DIRECTORIES, diff -> List.of());

  @Override
  public String name() {
    return "render k8s";
  }

  @Override
  public String description() {
    return "Write CronJobs, service accounts and the ConfigMap of job files that follow from the"
        + " job files.";
  }

  @Override
  public List<Argument> arguments() {
    return Stream.concat(
            RenderAnswer.arguments().stream(),
            Stream.of(
                Argument.option(
                    CHECK,
                    Type.TEXT,
                    "Write nothing, and hold the objects of this file, or of /dev/stdin,"
                        + " which kubectl kustomize printed, against the policies.")))
        .toList();
  }

  @Override
  public boolean needsDatabase() {
    return false;
  }

  @Override
  public boolean readsSurroundings() {
    return true;
  }

  @Override
  public Reply run(Given given, Room room) {
    JobFiles files = JobFiles.in(room.get(Surroundings.class).jobs());
    if (given.text(CHECK).isPresent()) {
      return check(given, files);
    }
    KubernetesDocuments documents = KubernetesDocuments.of(files, given.clock());
    return ANSWER.of(
        given,
        given.text(RenderAnswer.OUT).flatMap(LocalPath::of),
        documents.list(),
        documents.files());
  }

  private static Reply check(Given given, JobFiles files) {
    String typed = given.required(CHECK);
    Optional<Path> file = LocalPath.of(typed);
    if (file.isEmpty() || given.text(RenderAnswer.OUT).isPresent()) {
      return Reply.wrong(
          new Problem(
              file.isEmpty() ? "--check is not a path." : "--check contradicts --out.",
              COMMAND,
              "Name a file, and nothing beside it."));
    }
    try {
      List<ClusterObject> manifests =
          ClusterObject.parse(Files.readString(file.get()), "the file of --check");
      List<Problem> problems = plan(manifests, files, given.clock()).problems();
      return problems.isEmpty()
          ? Reply.done(
              Map.of("objects", manifests.size()),
              List.of(manifests.size() + " objects keep every policy."))
          : new Reply(WRONG, Map.of("objects", manifests.size()), List.of(), problems);
    } catch (IOException e) {
      return Reply.wrong(
          new Problem(
              "Manifests cannot be read (" + e.getClass().getSimpleName() + ").",
              "the file of --check",
              "Write it first: kubectl kustomize k8s/overlays/dev > FILE"));
    }
  }

  static ClusterPlan plan(List<ClusterObject> manifests, JobFiles files, Clock clock) {
    Map<String, String> texts = files.texts();
    List<JobFile> jobs = files.read(clock);
    return new ClusterPlan(
        manifests,
        jobs,
        jobs.stream()
            .collect(
                Collectors.toMap(
                    JobFile::name, each -> BiteLength.of(texts.get(each.name() + ".yaml")))));
  }
}
