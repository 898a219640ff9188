package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.WorkerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands as processes of their own: signals, exit codes and streams are the real ones. */
class ProcessIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  @TempDir Path jobs;

  @Test
  void sigterm_during_a_run_prints_the_result_and_ends_with_4() throws Exception {
    Process process = start("run", "move-things", "note=until-stopped", "--key", "k", "--json");
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    assertThat(readUntil(err, "running")).isTrue();
    process.toHandle().destroy();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(4);
    JsonNode answer = JsonMapper.builder().build().readTree(process.getInputStream());
    assertThat(answer.get("outcome").stringValue()).isEqualTo("interrupted");
    assertThat(answer.get("changed").get("moved").intValue()).isEqualTo(1);
  }

  @Test
  void a_bite_that_does_not_end_is_left_after_the_time_that_is_granted() throws Exception {
    ProcessBuilder builder = prepare("run", "move-things", "note=never-ends", "--json");
    builder.environment().put("OPS_STOP_WITHIN", "1s");
    Process process = builder.start();
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    assertThat(readUntil(err, "running")).isTrue();
    long told = System.nanoTime();
    process.toHandle().destroy();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(4);
    // It would be 25 s where nobody says otherwise.
    assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(24));
  }

  @Test
  void serve_is_healthy_logs_json_and_ends_with_0_on_sigterm() throws Exception {
    Process process = start("serve");
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    String port = portOf(err);
    Await.until("readiness", () -> isReady(port), process::isAlive, () -> "port " + port);
    process.toHandle().destroy();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
  }

  /** The port answers a moment before everything behind it does. */
  private static boolean isReady(String port) {
    try {
      int status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://localhost:" + port + "/actuator/health/readiness"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isIn(200, 503);
      return status == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_finished_process_ends_with_its_code_and_a_quiet_stderr() throws Exception {
    Process process = start("run", "move-things", "note=refused", "--json");
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
    assertThat(process.getErrorStream().readAllBytes()).asString().isEmpty();
  }

  private Process start(String... args) throws IOException {
    return prepare(args).start();
  }

  private ProcessBuilder prepare(String... args) throws IOException {
    Typed.writeJobFiles(jobs);
    ProcessBuilder builder = new ProcessBuilder(WorkerProcess.command(FixtureWorker.class, args));
    builder.environment().putAll(CommandsIT.of(DATABASE));
    builder.environment().put("OPS_JOBS_DIR", jobs.toString());
    builder.environment().put("GOOGLE_CLOUD_PROJECT", "demo-project");
    builder.environment().put("PUBSUB_EMULATOR_HOST", "localhost:1");
    builder.environment().put("SERVER_PORT", "0");
    builder.environment().put("LOGGING_LEVEL_ORG_SPRINGFRAMEWORK_BOOT_TOMCAT", "info");
    return builder;
  }

  private static boolean readUntil(BufferedReader reader, String wanted) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Every line of the log is one JSON object; one of them tells the port. */
  private static String portOf(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      JsonNode entry = JsonMapper.builder().build().readTree(line);
      assertThat(entry.get("severity").stringValue()).isNotBlank();
      String message = entry.get("message").stringValue();
      if (message.contains("started on port ")) {
        return message.replaceAll(".*started on port (\\d+).*", "$1");
      }
    }
    throw new AssertionError("the worker did not start");
  }
}
