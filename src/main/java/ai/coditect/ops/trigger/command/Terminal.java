package ai.coditect.ops.trigger.command;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process's own streams: always UTF-8, whatever the locale says. */
final class Terminal {
  private static final long POLL_MILLIS = 100;

  private Terminal() {}

  /** From now on also what writes to the standard streams by itself writes UTF-8. */
  static void speakUtf8() {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
  }

  private static PrintStream utf8(FileDescriptor to) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(to)), true, StandardCharsets.UTF_8);
  }

  /** Whether a person is watching. */
  static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console always, and it can be asked.
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** The next line that is typed; empty at the end of the input, or when the process is to end. */
  static Optional<String> line(Interruption interruption) {
    CompletableFuture<Optional<String>> line = new CompletableFuture<>();
    // That of the caller's now: the thread may begin after the caller has gone on.
    InputStream typed = System.in;
    Thread reader = new Thread(() -> line.complete(read(typed)), "typed line");
    // Nothing interrupts a read of a terminal.
    reader.setDaemon(true);
    reader.start();
    while (!interruption.asked()) {
      try {
        return line.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        continue;
      } catch (ExecutionException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<String> read(InputStream typed) {
    try {
      return Optional.ofNullable(
          new BufferedReader(new InputStreamReader(typed, StandardCharsets.UTF_8)).readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
