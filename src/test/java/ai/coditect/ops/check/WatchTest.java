package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

class WatchTest {
  /** An item that breaks whoever watches it the first time, and fails from then on. */
  private static final class BreakingOnce implements Check {
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread test = Thread.currentThread();

    @Override
    public String claim() {
      if (Thread.currentThread() != test && asked.incrementAndGet() == 1) {
        throw new NoClassDefFoundError("ai/coditect/Gone");
      }
      return "it is fine";
    }

    @Override
    public boolean watched() {
      return true;
    }

    @Override
    public Finding examine() {
      return Finding.failed(List.of(new Problem("it is not.", "here", "None.")));
    }
  }

  @Test
  void whoever_watches_goes_on_after_an_error() {
    try (Watch watch =
        new Watch(List.of(new BreakingOnce()), Duration.ofMillis(10), Duration.ofSeconds(10))) {
      watch.start();
      Await.until("the item to be looked at", () -> !watch.failed("other").isEmpty());
      assertThat(watch.failed("other")).singleElement().extracting("claim").isEqualTo("it is fine");
    }
  }

  /** An item that answers once all of them are asked. */
  private record Meeting(String claim, CountDownLatch allAsked) implements Check {
    @Override
    public boolean watched() {
      return true;
    }

    @Override
    public Finding examine() {
      allAsked.countDown();
      try {
        allAsked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Finding.failed(List.of(new Problem("it is not.", "here", "None.")));
    }
  }

  /** Each waits for those behind it: asked one after the other, none would ever answer. */
  @Test
  void no_item_waits_until_another_has_answered() {
    CountDownLatch allAsked = new CountDownLatch(4);
    List<Check> items =
        Stream.of("a", "b", "c", "d").<Check>map(each -> new Meeting(each, allAsked)).toList();
    try (Watch watch = new Watch(items, Duration.ofMillis(10), Duration.ofHours(1))) {
      watch.start();
      Await.until("all four to answer", () -> watch.failed("other").size() == 4);
    }
  }

  /** The first would see the second one come, if both were asked at once. */
  @Test
  void an_item_that_answers_soon_has_the_connections_for_itself() {
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    List<Boolean> together = new CopyOnWriteArrayList<>();
    Check first =
        new Looking(
            "first",
            () -> {
              if (looks.incrementAndGet() == 1) {
                together.add(second.await(100, TimeUnit.MILLISECONDS));
              }
            });
    Check next = new Looking("second", second::countDown);
    try (Watch watch =
        new Watch(
            List.of(first, next),
            Duration.ofMillis(10),
            Duration.ofHours(1),
            Duration.ofMinutes(1))) {
      watch.start();
      Await.until("a second look", () -> looks.get() > 1);
    }
    assertThat(together).containsExactly(false);
  }

  @FunctionalInterface
  private interface Look {
    void take() throws InterruptedException;
  }

  private record Looking(String claim, Look look) implements Check {
    @Override
    public boolean watched() {
      return true;
    }

    @Override
    public Finding examine() {
      try {
        look.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Finding.ok("looked at");
    }
  }

  @Test
  void what_is_stuck_shows_within_two_minutes_though_everything_hangs() throws IOException {
    PropertySource<?> shipped =
        new YamlPropertySourceLoader()
            .load("shipped", new ClassPathResource("application.yaml"))
            .get(0);
    // Twice, as an item that does not answer is believed at the second time.
    long looks = 2 * (seconds(shipped, "watch-every") + seconds(shipped, "watch-patience"));
    assertThat(looks + seconds(shipped, "stuck-after")).isLessThan(120);
    // A run of a worker that died is not late before it may be taken over, and looked for.
    assertThat(seconds(shipped, "resume-every")).isLessThan(10);
    assertThat(looks + seconds(shipped, "takeover") + 10).isLessThan(120);
    // What is healed is looked at once, and a scheduler that idles is woken.
    assertThat(seconds(shipped, "heal-every")).isLessThan(60);
  }

  private static long seconds(PropertySource<?> settings, String name) {
    return DurationStyle.detectAndParse(
            Objects.requireNonNull(settings.getProperty("ops." + name)).toString())
        .toSeconds();
  }

  /** A second place would be forgotten when the first changes. */
  @Test
  void no_room_has_an_own_idea_of_when_something_is_stuck() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("\\$\\{ops\\.(stuck-after|watch-every|watch-patience):");
      }
    }
  }
}
