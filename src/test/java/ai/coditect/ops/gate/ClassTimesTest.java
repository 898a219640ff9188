package ai.coditect.ops.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassTimesTest {
  @TempDir Path reports;

  @Test
  void a_class_that_takes_too_long_is_named_unless_it_has_a_reason() throws IOException {
    report("house.QuickIT", "15.000");
    report("house.SlowIT", "15.001");
    report("house.EndlessIT", "1,234.5");
    ClassTimes times = ClassTimes.in(List.of(reports, reports.resolve("nowhere")));

    assertThat(times.faults(Map.of("house.EndlessIT", "it reads a whole house")))
        .containsExactly(
            "house.SlowIT took 15.0 s, and 15.0 s is the most."
                + " Shorten it, or give its reason in slow-classes.txt.");
    assertThat(times.faults(Map.of("house.SlowIT", "why", "house.EndlessIT", "why"))).isEmpty();
    assertThat(times.table(1).lines())
        .containsExactly("  1234.5 s  house.EndlessIT", "  1264.5 s  all 3 test classes");
  }

  @Test
  void a_class_on_the_list_that_did_not_run_is_named() throws IOException {
    assertThat(ClassTimes.in(List.of(reports)).faults(Map.of("house.GoneIT", "why")))
        .containsExactly("house.GoneIT is in slow-classes.txt, and no such class ran.");
  }

  @Test
  void the_list_gives_a_reason_for_each() {
    assertThat(ClassTimes.allowed("# why\n\nhouse.SlowIT  kills eight processes\n"))
        .containsExactly(Map.entry("house.SlowIT", "kills eight processes"));
    assertThatThrownBy(() -> ClassTimes.allowed("house.SlowIT\n"))
        .hasMessage("house.SlowIT has no reason.");
  }

  private void report(String name, String seconds) throws IOException {
    Files.writeString(
        reports.resolve("TEST-" + name + ".xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0.2" name="%s" time="%s" tests="1">
          <testcase name="it_works" classname="%s" time="0.1"/>
        </testsuite>
        """
            .formatted(name, seconds, name));
  }
}
