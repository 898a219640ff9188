package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final InputStream before = System.in;

  @AfterEach
  void restore() {
    System.setIn(before);
  }

  @Test
  void a_line_is_read_as_utf_8_and_the_end_is_no_answer() {
    System.setIn(new ByteArrayInputStream("Jürgen\nmore".getBytes(StandardCharsets.UTF_8)));
    assertThat(Terminal.line(new Interruption(Duration.ofSeconds(25)))).contains("Jürgen");
    System.setIn(InputStream.nullInputStream());
    assertThat(Terminal.line(new Interruption(Duration.ofSeconds(25)))).isEmpty();
  }

  @Test
  void who_ends_the_process_is_not_waited_for() throws IOException {
    try (PipedOutputStream silent = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(silent)) {
      System.setIn(in);
      Interruption interruption = new Interruption(Duration.ofSeconds(25));
      interruption.ask();
      assertThat(Terminal.line(interruption)).isEqualTo(Optional.empty());
    }
  }

  /** What comes later is somebody else's: of a fork of Maven's, the end that it waits for. */
  @Test
  void whoever_was_not_waited_for_reads_nothing_of_the_next_input() throws IOException {
    AtomicInteger taken = new AtomicInteger();
    InputStream next =
        new InputStream() {
          @Override
          public int read() {
            taken.incrementAndGet();
            return -1;
          }
        };
    for (int i = 0; i < 100; i++) {
      System.setIn(new ByteArrayInputStream(new byte[0]));
      Interruption interruption = new Interruption(Duration.ofSeconds(25));
      interruption.ask();
      Terminal.line(interruption);
      System.setIn(next);
      Await.until("the readers to end", () -> readers() == 0);
    }
    assertThat(taken).hasValue(0);
  }

  private static long readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("typed line"))
        .count();
  }

  @Test
  void every_log_is_written_in_utf_8() throws IOException {
    String logging = Files.readString(Path.of("src/main/resources/logback-spring.xml"));
    assertThat(logging.split("<encoder", -1)).hasSizeGreaterThan(2);
    assertThat(logging.split("<charset>UTF-8</charset>", -1))
        .hasSameSizeAs(logging.split("<encoder", -1));
  }
}
