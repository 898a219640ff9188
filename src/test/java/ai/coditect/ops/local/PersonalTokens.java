package ai.coditect.ops.local;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What tests plant as if it were somebody's, and what nothing of ours may repeat. Every worker that
 * a test starts is listened to: its log, its answers, its pages.
 */
public final class PersonalTokens {
  /** Part of the names, user names and license keys that are planted. */
  public static final String NAME = "Tokenberg";

  public static final String PHONE = "+49 170 5550199";

  public static final String ADDRESS = "zoe.planted@tokens.example";

  /** All that can be somebody's, in one line without quotes. */
  public static final String ALL = "Zoë " + NAME + " <" + ADDRESS + "> " + PHONE;

  /** Addresses are planted below the names that RFC 2606 keeps for examples. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?iu)tokenberg|5550199|[^\\s\"'<>(){}\\[\\],;=]+\"?@[\\p{L}\\p{N}.。-]*\\bexample\\b");

  private static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();

  private PersonalTokens() {}

  /** Those that stand in it, in plain letters if they were full width. */
  public static List<String> in(String text) {
    return TOKEN
        .matcher(Normalizer.normalize(text, Form.NFKC))
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  /**
   * The same text, in which none stands.
   *
   * @param whose who said it
   */
  public static String none(String whose, String text) {
    List<String> found = in(text);
    if (!found.isEmpty()) {
      throw new AssertionError("personal tokens " + found + " in " + whose + ":\n" + text);
    }
    return text;
  }

  /** From now on each line is heard that this process prints, whoever prints it. */
  public static synchronized void listen() {
    if (!(System.out instanceof Heard)) {
      System.setOut(new Heard(System.out));
    }
    if (!(System.err instanceof Heard)) {
      System.setErr(new Heard(System.err));
    }
  }

  /** Since this was asked the last time. */
  public static void noneHeard() {
    List<String> lines = new ArrayList<>();
    for (String line; (line = HEARD.poll()) != null; ) {
      lines.add(line);
    }
    if (!lines.isEmpty()) {
      throw new AssertionError("personal tokens in what was printed: " + lines);
    }
  }

  private static final class Heard extends PrintStream {
    Heard(PrintStream through) {
      super(new Lines(through), true, StandardCharsets.UTF_8);
    }
  }

  /** Passes everything on, and looks at each line when it is whole. */
  private static final class Lines extends OutputStream {
    private final PrintStream through;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(PrintStream through) {
      this.through = through;
    }

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      through.write(bytes, offset, length);
      int from = offset;
      for (int at = offset; at < offset + length; at++) {
        if (bytes[at] == '\n') {
          line.write(bytes, from, at - from);
          from = at + 1;
          String whole = line.toString(StandardCharsets.UTF_8);
          line.reset();
          if (!in(whole).isEmpty()) {
            HEARD.add(whole);
          }
        }
      }
      line.write(bytes, from, offset + length - from);
    }

    @Override
    public void flush() {
      through.flush();
    }
  }
}
