package ai.coditect.ops.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs after all tests and says how long each class took. With {@code -Dgate.strict}, which is for
 * a quiet machine, a class that takes too long fails the build. No test itself: a fork of JUnit
 * takes longer to start than all of this.
 */
final class ClassTimesCheck {
  private static final int LONGEST = 20;

  private ClassTimesCheck() {}

  public static void main(String[] arguments) throws IOException {
    Path target = Path.of("target");
    ClassTimes times =
        ClassTimes.in(
            List.of(target.resolve("surefire-reports"), target.resolve("failsafe-reports")));
    System.out.printf("%nThe longest test classes:%n%s", times.table(LONGEST));
    if (Boolean.getBoolean("gate.strict")) {
      String list = Files.readString(Path.of("src/test/resources/slow-classes.txt"));
      List<String> faults = times.faults(ClassTimes.allowed(list));
      faults.forEach(System.err::println);
      System.exit(faults.isEmpty() ? 0 : 1);
    }
  }
}
