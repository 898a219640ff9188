package ai.coditect.ops.erasure;

import ai.coditect.ops.local.PersonalTokens;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Everything that is printed, logs among it, until it is closed; nothing of it is of a person. */
public final class Spoken implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  public Spoken() {
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  public String text() {
    return PersonalTokens.none("what was printed", printed());
  }

  /** As it is, whatever stands in it. */
  public String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** What was printed until now was said on purpose. */
  public void forget() {
    printed.reset();
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    text();
  }
}
