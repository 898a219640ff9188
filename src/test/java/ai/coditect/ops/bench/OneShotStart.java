package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A one-shot run with nothing to do, from start to exit: the plain jar beside the deployment's
 * recipe (unpacked jar, an archive of loaded classes, the small collector and compiler, a heap of
 * 128 MB).
 */
final class OneShotStart {
  private static final List<String> COMMAND = List.of("run", "license-expiry", "--json");

  record Start(Duration wall, long peakKilobytes) {}

  private final Map<String, String> environment;
  private final Path folder;

  OneShotStart(Database database, Path folder) {
    this.environment = WorkerCommand.environment(database);
    this.folder = folder;
  }

  Start plain(int times) throws IOException {
    return median(times, List.of("-jar", WorkerCommand.JAR.toString()));
  }

  Start recipe(int times) throws IOException {
    Path unpacked = folder.resolve("unpacked");
    WorkerCommand.java(
        environment,
        List.of(
            "-Djarmode=tools",
            "-jar",
            WorkerCommand.JAR.toString(),
            "extract",
            "--force",
            "--destination",
            unpacked.toString()));
    String jar = unpacked.resolve(WorkerCommand.JAR.getFileName()).toString();
    Path archive = folder.resolve("classes.archive");
    Files.deleteIfExists(archive);
    // One step from Java 25 on; before, only classes and no profiles are kept.
    boolean cache = Runtime.version().feature() >= 25;
    List<String> small = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m");
    List<String> train = new ArrayList<>(small);
    train.add((cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    train.addAll(List.of("-jar", jar));
    run(train);
    List<String> use = new ArrayList<>(small);
    use.add((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
    use.addAll(List.of("-jar", jar));
    return median(times, use);
  }

  private Start median(int times, List<String> java) throws IOException {
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      WorkerCommand.Ended ended = run(java);
      if (!ended.out().contains("\"nothing-to-do\"")) {
        throw new IllegalStateException(ended.out());
      }
      starts.add(new Start(ended.wall(), ended.peakKilobytes()));
    }
    starts.sort(Comparator.comparing(Start::wall));
    return starts.get(starts.size() / 2);
  }

  private WorkerCommand.Ended run(List<String> java) throws IOException {
    List<String> arguments = new ArrayList<>(java);
    arguments.addAll(COMMAND);
    return WorkerCommand.java(environment, arguments);
  }
}
