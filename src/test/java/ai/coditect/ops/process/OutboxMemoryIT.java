package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A serving worker in a container of little memory, without an option for Java. */
@Tag("campaign")
class OutboxMemoryIT {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");

  /** Many, and large ones: the kernel kills nobody, so every batch goes out once. */
  @ParameterizedTest
  @CsvSource({"60000, 1000", "2000, 100000", "4, 8900000"})
  void a_backlog_goes_out_in_the_memory_that_is_stated_as_enough(int events, int bytes)
      throws Exception {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)"
            + " select 'e' || n, 'ai.coditect.license.expired.v1', 'k' || n % 1000, now(),"
            + " jsonb_build_object('text', repeat('x', "
            + bytes
            + ")) from generate_series(1, "
            + events
            + ") n");
    try (LocalPubSub pubsub = LocalPubSub.start();
        Container container = new Container(384)) {
      Process worker = container.start(environment(database, pubsub), "serve");
      Await.until(
          "the outbox to be empty",
          () -> Licenses.number(database, "select count(*) from coditect_ops.outbox") == 0,
          worker::isAlive,
          container::log);
      List<String> ids =
          pubsub.published("ops-outcomes").stream()
              .filter(each -> each.getAttributesOrThrow("ce-type").endsWith("license.expired.v1"))
              .map(PubsubMessage::getAttributesMap)
              .map(attributes -> attributes.get("ce-id"))
              .toList();
      assertThat(ids).hasSize(events);
      assertThat(new HashSet<>(ids)).hasSize(events);
      assertThat(worker.isAlive()).isTrue();
    }
  }

  @Test
  void less_than_is_needed_is_refused_by_name_and_not_killed_in_the_middle() throws Exception {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Container container = new Container(256)) {
      Process worker =
          container.start(environment(LocalPostgres.shared().migrated(), pubsub), "serve");
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isEqualTo(2);
      assertThat(container.log())
          .contains("Memory is too small to serve: the process may have 256 MiB")
          .contains("Give the container");
    }
  }

  @Test
  void a_one_shot_fits_in_164_mebibytes() throws Exception {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Container container = new Container(164)) {
      Process worker =
          container.start(
              environment(LocalPostgres.shared().migrated(), pubsub), "run", "license-expiry");
      assertThat(worker.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(container.log()).isZero();
    }
  }

  private static Map<String, String> environment(
      LocalPostgres.Database database, LocalPubSub pubsub) {
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    environment.put("SERVER_PORT", "0");
    environment.put("NO_GCE_CHECK", "true");
    return environment;
  }

  /** A control group of the kernel's, where this process may make one. */
  private static final class Container implements AutoCloseable {
    private final Path group = GROUPS.resolve("ops-worker-" + UUID.randomUUID());
    private final Path log;
    private Process process;

    Container(int mebibytes) throws IOException {
      assumeTrue(Files.isWritable(GROUPS), "control groups of memory cannot be made here");
      Files.createDirectory(group);
      Files.writeString(group.resolve("memory.limit_in_bytes"), mebibytes + "M");
      log = Files.createTempFile("contained", ".log");
    }

    Process start(Map<String, String> environment, String... arguments) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of("sh", "-c", "echo $$ > " + group + "/cgroup.procs; exec \"$@\"", "sh"));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-cp");
      command.add(
          Stream.of(System.getProperty("java.class.path").split(":"))
              .filter(each -> !each.endsWith("test-classes"))
              .collect(Collectors.joining(":")));
      command.add("ai.coditect.ops.OpsWorker");
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      process = builder.start();
      return process;
    }

    String log() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return e.toString();
      }
    }

    @Override
    public void close() throws IOException {
      if (process != null) {
        CompletableFuture<Process> end = process.destroyForcibly().onExit();
        end.orTimeout(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS).join();
      }
      Await.until("the group to be empty", () -> group.toFile().delete());
      Files.delete(log);
    }
  }
}
