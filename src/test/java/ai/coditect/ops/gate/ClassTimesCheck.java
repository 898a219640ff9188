package ai.coditect.ops.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests and says how long each class took. With {@code -Dgate.strict}, which
 * is for a quiet machine, a class that takes too long fails the build.
 */
class ClassTimesCheck {
  private static final int LONGEST = 20;

  @Test
  void no_class_takes_longer_than_it_may() throws IOException {
    Path target = Path.of("target");
    ClassTimes times =
        ClassTimes.in(
            List.of(target.resolve("surefire-reports"), target.resolve("failsafe-reports")));
    System.out.printf("%nThe longest test classes:%n%s", times.table(LONGEST));
    if (Boolean.getBoolean("gate.strict")) {
      String list = Files.readString(Path.of("src/test/resources/slow-classes.txt"));
      assertThat(times.faults(ClassTimes.allowed(list))).isEmpty();
    }
  }
}
