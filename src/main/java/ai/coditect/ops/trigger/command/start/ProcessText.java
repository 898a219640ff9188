package ai.coditect.ops.trigger.command.start;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments and the environment of this process as they were written. In a shell without a
 * locale, as in most containers, Java takes the system for ASCII and puts a replacement character
 * for every other byte; Linux still has the bytes, which are read as UTF-8 then. In a locale with a
 * charset of its own, that charset is believed.
 */
public final class ProcessText {
  private static final char REPLACEMENT = '\uFFFD';

  private ProcessText() {}

  /** The arguments of the main method; what cannot be read stays broken. */
  public static String[] arguments(String[] decoded) {
    return isAscii(System.getProperty("sun.jnu.encoding", ""))
        ? arguments(decoded, block("cmdline"))
        : decoded;
  }

  /** The environment; what cannot be read stays broken. */
  public static Map<String, String> environment(Map<String, String> decoded) {
    return isAscii(System.getProperty("sun.jnu.encoding", ""))
        ? environment(decoded, block("environ"))
        : decoded;
  }

  /** Whether characters were lost before the worker saw the text, or a pair was torn. */
  public static boolean isBroken(String text) {
    return text.indexOf(REPLACEMENT) >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /**
   * @param block the words of the process, each ended by a zero byte. The arguments are the last
   *     ones: options of java and a class or a jar stand before them.
   */
  static String[] arguments(String[] decoded, List<byte[]> block) {
    String[] typed = decoded.clone();
    int before = block.size() - decoded.length;
    for (int i = 0; before >= 0 && i < typed.length; i++) {
      typed[i] = typed(decoded[i], block.get(before + i));
    }
    return typed;
  }

  static Map<String, String> environment(Map<String, String> decoded, List<byte[]> block) {
    Map<String, String> typed = new HashMap<>(decoded);
    for (byte[] entry : block) {
      String text = new String(entry, StandardCharsets.ISO_8859_1);
      int equals = text.indexOf('=');
      if (equals > 0) {
        byte[] value = text.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1);
        typed.computeIfPresent(text.substring(0, equals), (name, lossy) -> typed(lossy, value));
      }
    }
    return typed;
  }

  /** The text of the bytes, if they are what was decoded and are UTF-8; else what was decoded. */
  private static String typed(String decoded, byte[] bytes) {
    if (decoded.length() != bytes.length) {
      return decoded;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] < 0 ? decoded.charAt(i) != REPLACEMENT : decoded.charAt(i) != bytes[i]) {
        return decoded;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return decoded;
    }
  }

  private static boolean isAscii(String charset) {
    try {
      return Charset.forName(charset).equals(StandardCharsets.US_ASCII);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return false;
    }
  }

  /** What Linux says this process was started with; nothing elsewhere, or where it may not ask. */
  private static List<byte[]> block(String name) {
    return read(Path.of("/proc/self", name)).map(ProcessText::words).orElse(List.of());
  }

  private static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static List<byte[]> words(byte[] block) {
    List<byte[]> words = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < block.length; i++) {
      if (block[i] == 0) {
        words.add(java.util.Arrays.copyOfRange(block, begin, i));
        begin = i + 1;
      }
    }
    return words;
  }
}
