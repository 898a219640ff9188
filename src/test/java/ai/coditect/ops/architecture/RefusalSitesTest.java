package ai.coditect.ops.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Passing and permanent trouble are two things: every place that says no stands in one list, as
 * what it is, with its reason. A new one fails here until somebody has decided.
 */
class RefusalSitesTest {
  private static final Path LIST = Path.of("src/test/resources/refusals.txt");
  private static final String ROOT = "ai.coditect.ops.";

  /** What each kind of place may make. */
  private static final Map<String, Set<String>> MAKES =
      Map.of(
          // Stays until somebody acts: exit 3, not tried again.
          "permanent", Set.of("refusal"),
          // May be over by itself: exit 1, and a run is tried again as its job file says.
          "passing", Set.of("outage"),
          // Settings, files, arguments: exit 2 for a command.
          "wrong", Set.of("problems"),
          // Of a run, a step that did not succeed: exit 1 and tried again.
          "failed", Set.of("problems", "refusal"),
          // Says on what was said elsewhere, as what it was there.
          "carried", Set.of("refusal", "outage", "problems"));

  private static final Set<String> WORDS = Set.of("problem", "outage", "refusal");

  private static Map<String, Set<String>> sites(JavaClasses classes) {
    Map<String, Set<String>> sites = new TreeMap<>();
    Map<String, Integer> times = new TreeMap<>();
    for (JavaClass type : classes) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        String made = made(access);
        if (!made.isEmpty()) {
          String site =
              type.getName().replace(ROOT, "")
                  + "#"
                  + access.getOrigin().getName().replace("<init>", "new");
          sites.computeIfAbsent(site, any -> new TreeSet<>()).add(made);
          times.merge(site, 1, Integer::sum);
        }
      }
    }
    Map<String, Set<String>> counted = new TreeMap<>();
    sites.forEach((site, made) -> counted.put(site + "*" + times.get(site), made));
    return counted;
  }

  private static String made(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    if (access.getOriginOwner().isAssignableTo(ProblemsException.class)
        || access.getOriginOwner().getName().endsWith("RunResult$Ending")
        || access.getOriginOwner().getName().endsWith("Check$Finding")) {
      // The types themselves decide nothing.
      return "";
    }
    if (name.equals("<init>") && owner.isAssignableTo(ProblemsException.class)) {
      if (owner.isAssignableTo(RefusalException.class)) {
        return "refusal";
      }
      return owner.getSimpleName().startsWith("Transient") ? "outage" : "problems";
    }
    boolean says =
        name.equals("<init>") && owner.getName().endsWith("Outcome$Refused")
            || name.equals("refused") && isMade(access)
            || name.equals("REFUSED") && owner.getName().endsWith("RunResult$Ending");
    if (says) {
      return "refusal";
    }
    if (WORDS.contains(name) && owner.getName().matches(".*\\.storage\\.(Use|BucketTrouble|Folder)")) {
      return switch (name) {
        case "problem" -> "refusal";
        case "outage" -> "outage";
        default -> "problems";
      };
    }
    return "";
  }

  /** Not asked whether one is. */
  private static boolean isMade(JavaAccess<?> access) {
    return access instanceof JavaCall<?> call
        && !call.getTarget().getRawParameterTypes().isEmpty()
        && call.getTargetOwner().getName().matches(".*(Check\\$Finding|\\.Reply)");
  }

  private record Line(String kind, String site, String reason) {}

  private static List<Line> list() throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", 3))
        .map(parts -> new Line(parts[0], parts[1], parts.length > 2 ? parts[2] : ""))
        .toList();
  }

  @Test
  void every_place_that_says_no_is_classified_and_makes_what_it_is_classified_as()
      throws IOException {
    Map<String, Set<String>> sites = sites(ArchitectureTest.house);
    assertThat(sites).hasSizeGreaterThan(80);
    List<Line> list = list();
    assertThat(list.stream().map(Line::site).toList())
        .as("new places have to be decided about and listed in " + LIST + "; gone ones removed")
        .containsExactlyInAnyOrderElementsOf(sites.keySet());
    assertThat(list)
        .allSatisfy(
            line -> {
              assertThat(MAKES).as(line.toString()).containsKey(line.kind());
              assertThat(line.reason()).as(line.site()).isNotBlank();
              assertThat(MAKES.get(line.kind()))
                  .as(line.toString())
                  .containsAll(sites.get(line.site()));
            });
  }

  /** What nobody has decided about. */
  static final class Undecided {
    private Undecided() {}

    static void guard(boolean fits) {
      if (!fits) {
        Runnable later =
            () -> {
              throw new RefusalException(List.of());
            };
        later.run();
      }
    }
  }

  @Test
  void a_new_place_is_found_also_in_a_lambda() throws IOException {
    Map<String, Set<String>> found = sites(new ClassFileImporter().importClasses(Undecided.class));
    assertThat(found)
        .isEqualTo(
            Map.of("architecture.RefusalSitesTest$Undecided#guard*1", Set.of("refusal")));
    assertThat(list().stream().map(Line::site).toList())
        .doesNotContainAnyElementsOf(found.keySet());
  }
}
