package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdminClientTest {
  private static final PubSubSettings SETTINGS =
      new PubSubSettings(
          "ops-requests",
          "ops-worker",
          "ops-requests-dead",
          "ops-dead",
          "ops-outcomes",
          "ops-partitions",
          500,
          2_000_000,
          2000,
          Duration.ofMillis(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  @Test
  void a_failure_is_told_for_what_it_is_and_looking_takes_no_thread_of_others()
      throws InterruptedException {
    AtomicReference<Thread> looking = new AtomicReference<>();
    AtomicReference<Finding> found = new AtomicReference<>();
    // Threads of a daemon, as tests have them, are daemons by themselves.
    Thread asking =
        new Thread(
            () ->
                found.set(
                    AdminClient.ask(
                        "p",
                        "127.0.0.1:1",
                        SETTINGS,
                        "fine",
                        admin -> {
                          looking.set(Thread.currentThread());
                          throw new IllegalStateException("of a person");
                        })));
    asking.setDaemon(false);
    asking.start();
    asking.join();
    Finding finding = found.get();
    assertThat(finding.state()).isEqualTo(State.FAILED);
    assertThat(finding.problems().get(0).what())
        .startsWith("Pub/Sub could not be asked: unexpected IllegalStateException")
        .doesNotContain("person");
    assertThat(looking.get().getName()).isEqualTo("pubsub-look");
    assertThat(looking.get().isDaemon()).isTrue();
  }

  @Test
  void what_is_found_is_what_looking_found() {
    assertThat(AdminClient.ask("p", "127.0.0.1:1", SETTINGS, "fine", admin -> List.of()))
        .isEqualTo(Finding.ok("fine"));
  }
}
