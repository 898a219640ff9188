package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.LocalPath;
import ai.coditect.ops.trigger.command.render.Manifests;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "k8s", description = "Write the CronJob manifests that follow from the job files.")
final class RenderCommand implements Callable<Integer> {
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Session session;
  @Mixin private final Answer answer = new Answer();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write one file a document into this directory instead of to stdout.")
  private @Nullable String out;

  RenderCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      OpsEnvironment environment =
          OpsEnvironment.read(session.environment(), EnumSet.noneOf(Need.class));
      List<JobFile> files = JobFiles.in(environment.jobsDir()).read(session.clock());
      SortedMap<String, Map<String, Object>> documents = Manifests.of(files);
      if (out == null) {
        print(documents);
      } else {
        write(documents, directory(out));
      }
      return 0;
    } catch (IOException e) {
      return answer.failure(
          session,
          new StartFailure(
              1,
              List.of(
                  new Problem(
                      "The documents cannot be written (" + e.getClass().getSimpleName() + ").",
                      String.valueOf(out),
                      "Choose a directory that may be written."))));
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  private static Path directory(String typed) {
    boolean spelt = !LocalPath.isBeyondLocale(typed);
    return LocalPath.of(typed)
        .orElseThrow(
            () ->
                new ProblemsException(
                    List.of(
                        new Problem(
                            spelt
                                ? "--out is not a path."
                                : "--out has characters that this process's locale cannot spell.",
                            "ops-worker render k8s",
                            spelt ? "Name a directory." : LocalPath.CURE))));
  }

  private void print(SortedMap<String, Map<String, Object>> documents) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("apiVersion", "v1");
    all.put("kind", "List");
    all.put("items", List.copyOf(documents.values()));
    session.out().println(PRETTY.writeValueAsString(all));
  }

  private void write(SortedMap<String, Map<String, Object>> documents, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, Map<String, Object>> document : documents.entrySet()) {
      Files.writeString(
          directory.resolve(document.getKey()),
          PRETTY.writeValueAsString(document.getValue()) + "\n");
    }
    if (answer.json) {
      Answer.document(session.out(), Map.of("written", List.copyOf(documents.keySet())));
    } else {
      documents.keySet().forEach(name -> session.out().println(directory.resolve(name)));
    }
  }
}
