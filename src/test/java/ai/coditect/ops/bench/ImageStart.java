package ai.coditect.ops.bench;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.local.LocalPubSub;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the image's own Java and what is prepared in it are worth, beside the plain jar. */
public final class ImageStart {
  private static final int TIMES = 5;

  /** As in a pod, where the heap is half of the memory. */
  private static final String POD = "-XX:MaxRAM=512m";

  private static final List<String> COMMAND = List.of("run", "license-expiry", "--json");

  private ImageStart() {}

  /**
   * Reports a one-shot with nothing to do, and the worker that serves and has nothing to do.
   *
   * @param java of the image
   * @param brief what it is told before the words of a command that is soon over
   * @param steady what it is told before those of one that goes on
   */
  public static void report(
      Database database, LocalPubSub pubsub, String java, List<String> brief, List<String> steady)
      throws IOException {
    Map<String, String> environment = WorkerCommand.environment(database);
    WorkerCommand.Ended plain =
        median(
            environment,
            WorkerCommand.JAVA.toString(),
            List.of("-jar", WorkerCommand.JAR.toString()));
    WorkerCommand.Ended image = median(environment, java, inPod(brief));
    new Report("image-start")
        .compare(
            "one-shot with nothing to do, the image",
            seconds(image),
            "s",
            "plain jar",
            seconds(plain),
            new Report.Bounds(0.30, 0.25))
        .limit("its wall time", seconds(image), "s", 1)
        .limit("its peak memory", image.peakKilobytes() / 1e3, "MB", 200)
        .limit(
            "serve with nothing to do, memory",
            serving(environment, pubsub, java, inPod(steady)) / 1e3,
            "MB",
            300)
        .publish();
  }

  private static List<String> inPod(List<String> options) {
    List<String> all = new ArrayList<>(List.of(POD));
    all.addAll(options);
    return all;
  }

  private static double seconds(WorkerCommand.Ended ended) {
    return ended.wall().toNanos() / 1e9;
  }

  private static WorkerCommand.Ended median(
      Map<String, String> environment, String java, List<String> options) throws IOException {
    List<WorkerCommand.Ended> all = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      List<String> command = new ArrayList<>(options);
      command.addAll(COMMAND);
      WorkerCommand.Ended ended = WorkerCommand.run(environment, java, command);
      if (!ended.out().contains("\"nothing-to-do\"")) {
        throw new IllegalStateException(ended.out());
      }
      all.add(ended);
    }
    all.sort(Comparator.comparing(WorkerCommand.Ended::wall));
    return all.get(TIMES / 2);
  }

  /** Resident kilobytes once it is ready and its loops have turned a few times. */
  private static long serving(
      Map<String, String> environment, LocalPubSub pubsub, String java, List<String> options)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    all.put("SERVER_PORT", Integer.toString(port));
    all.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    List<String> command = new ArrayList<>(options);
    command.add("serve");
    Process process = WorkerCommand.start(all, java, command);
    try {
      HttpRequest ready =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + port + "/actuator/health/readiness"))
              .timeout(Duration.ofSeconds(20))
              .build();
      Await.until("the worker to be ready", () -> isOk(ready));
      Await.until(
          "half a minute of its loops",
          () ->
              process.info().startInstant().orElseThrow().plusSeconds(40).isBefore(Instant.now()));
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } finally {
      process.destroy();
    }
  }

  private static boolean isOk(HttpRequest request) {
    try {
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
