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
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String HOUSE = "ai.coditect.ops";
  private static final String BROKEN = "ai.coditect.ops.architecture.broken";
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path BROKEN_SOURCES =
      Path.of("src/test/java/ai/coditect/ops/architecture/broken");
  private static final Pattern SQL_IN_JAVA =
      Pattern.compile(
          "\"[^\"]*\\b(select .* from|insert into|update .* set|delete from)\\b",
          Pattern.CASE_INSENSITIVE);

  static final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);
  private static final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);

  /** A rule, and what has to stand in its findings about the broken house. */
  record Rule(String name, Function<HouseRules, ArchRule> of, List<String> findings) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule(
            "frameworks stay at the edge",
            HouseRules::frameworksStayAtTheEdge,
            List.of(
                "license.ExpiryPolicy.on(java.lang.String)> is annotated with <org.springframework",
                "billing.InvoiceReminder> is annotated with <org.springframework",
                "privacy.MapCursor.rows> has type <java.sql.ResultSet>")),
        new Rule(
            "nobody knows a feature",
            HouseRules::nobodyKnowsAFeature,
            List.of(
                "license.ExpiryPolicy.<clinit>()> references class object <*.erasure.ErasureJob>",
                "billing.InvoiceReminder.page(*.license.ExpiryPolicy)> has parameter of type",
                "job.Runner.policy()> has return type <*.license.ExpiryPolicy>",
                "trigger.pubsub.EventTrigger.job()> has return type <*.erasure.ErasureJob>")),
        new Rule(
            "arrows run downward",
            HouseRules::arrowsRunDownward,
            List.of(
                "license.ExpiryPolicy.<clinit>()> references class object <*.trigger.pubsub",
                "job.Runner.policy()> has return type <*.license.ExpiryPolicy>",
                "outbox.EagerRelay.runner()> has return type <*.job.Runner>",
                "billing.page.InvoicePage.main()> has return type <*.House>")),
        new Rule(
            "only job and schedule see Quartz",
            HouseRules::onlyJobAndScheduleSeeQuartz,
            List.of("erasure.ErasureJob.frameworks()> references class object <org.quartz")),
        new Rule(
            "only the engine sees Batch",
            HouseRules::onlyTheEngineSeesBatch,
            List.of(
                "erasure.ErasureJob.frameworks()> references class object <org.springframework.batch")),
        new Rule(
            "packages have no cycles",
            HouseRules::packagesHaveNoCycles,
            List.of(
                "Slice billing -> \n                Slice billing.page -> \n                Slice billing")),
        new Rule(
            "time is received",
            HouseRules::timeIsReceived,
            List.of(
                "license.ExpiryPolicy.on(java.lang.String)> calls method <java.time.Instant.now()>")),
        new Rule(
            "names say what things are",
            HouseRules::namesSayWhatThingsAre,
            List.of("helper.StringUtils> does reside", "helper.StringUtils> has simple name")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_house_keeps_the_rule(Rule rule) {
    rule.of().apply(new HouseRules(HOUSE)).check(house);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_rule_bites(Rule rule) {
    String found =
        String.join(
            "\n",
            rule.of()
                .apply(new HouseRules(BROKEN))
                .evaluate(broken)
                .getFailureReport()
                .getDetails());
    assertThat(found.replace(BROKEN, "*").replace("<*.", "<*.")).contains(rule.findings());
  }

  @Test
  void every_package_says_what_it_promises() throws IOException {
    assertThat(silentPackages(BROKEN_SOURCES)).contains(BROKEN_SOURCES.resolve("billing"));
    assertThat(silentPackages(SOURCES)).isEmpty();
  }

  private static List<Path> silentPackages(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !isNullMarked(folder.resolve("package-info.java")))
          .toList();
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
  void no_simple_class_name_stands_twice() throws IOException {
    assertThat(twice(Stream.of(Path.of("a/Request.java"), Path.of("b/Request.java"))))
        .containsExactly("Request.java");
    try (Stream<Path> main = Files.walk(SOURCES);
        Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
      assertThat(
              twice(
                  Stream.concat(main, tests)
                      .filter(file -> file.toString().endsWith(".java"))
                      .filter(file -> !file.endsWith("package-info.java"))
                      // Rooms that break the rules on purpose have the names of the real ones.
                      .filter(file -> !file.toString().contains("/architecture/broken/"))))
          .isEmpty();
    }
  }

  private static List<String> twice(Stream<Path> files) {
    return files
        .collect(
            Collectors.groupingBy(file -> file.getFileName().toString(), Collectors.counting()))
        .entrySet()
        .stream()
        .filter(name -> name.getValue() > 1)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
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
