package ai.coditect.ops.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String HOUSE = "ai.coditect.ops";
  private static final String BROKEN = "ai.coditect.ops.architecture.broken";
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern SQL_IN_JAVA =
      Pattern.compile(
          "\"[^\"]*\\b(select .* from|insert into|update .* set|delete from)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);
  private static final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);

  static Stream<Named<Function<HouseRules, ArchRule>>> rules() {
    return Stream.of(
        Named.of("frameworks stay at the edge", HouseRules::frameworksStayAtTheEdge),
        Named.of("features never import each other", HouseRules::featuresNeverImportEachOther),
        Named.of("nothing below knows a trigger", HouseRules::noRoomKnowsATrigger),
        Named.of("the engine knows no feature", HouseRules::theEngineKnowsNoFeature),
        Named.of("only job and schedule see Quartz", HouseRules::onlyJobAndScheduleSeeQuartz),
        Named.of("only the engine sees Batch", HouseRules::onlyTheEngineSeesBatch),
        Named.of("rooms have no cycles", HouseRules::roomsHaveNoCycles),
        Named.of("time is received", HouseRules::timeIsReceived),
        Named.of("names say what things are", HouseRules::namesSayWhatThingsAre),
        Named.of("features publish little", HouseRules::featuresPublishLittle));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_house_keeps_the_rule(Function<HouseRules, ArchRule> rule) {
    rule.apply(new HouseRules(HOUSE)).check(house);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_rule_bites(Function<HouseRules, ArchRule> rule) {
    assertThat(rule.apply(new HouseRules(BROKEN)).evaluate(broken).hasViolation()).isTrue();
  }

  @Test
  void every_package_says_what_it_promises() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> silent =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .filter(folder -> !isNullMarked(folder.resolve("package-info.java")))
              .toList();
      assertThat(silent).isEmpty();
    }
  }

  private static boolean isNullMarked(Path packageInfo) {
    try {
      return Files.exists(packageInfo) && Files.readString(packageInfo).contains("@NullMarked");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sql_lives_in_its_own_files() throws IOException {
    assertThat(SQL_IN_JAVA.matcher("jdbc.sql(\"select id from runs\")").find()).isTrue();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> SQL_IN_JAVA.matcher(read(file)).find()))
          .isEmpty();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
