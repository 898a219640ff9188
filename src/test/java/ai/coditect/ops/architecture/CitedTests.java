package ai.coditect.ops.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tests that something else than Java names: whether they are there. */
public final class CitedTests {
  private static final Path TESTS = Path.of("src/test/java");

  private CitedTests() {}

  /**
   * @param beginning whether only the beginning of the method's name is given
   */
  public static boolean isTest(String type, String method, boolean beginning) {
    Pattern there =
        Pattern.compile(
            "@(Test|ParameterizedTest)\\b(?:(?!\\n\\n)[\\s\\S])*?\\n  void "
                + method
                + (beginning ? "\\w*" : "")
                + "\\(");
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.getFileName().toString().equals(type + ".java"))
          .anyMatch(file -> there.matcher(read(file)).find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
