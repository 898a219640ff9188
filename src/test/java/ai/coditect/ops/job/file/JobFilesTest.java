package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.OpsJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.objenesis.ObjenesisStd;
import org.springframework.util.ClassUtils;

/** The files that are shipped. */
class JobFilesTest {
  private final List<JobFile> files = JobFiles.packaged().read(Fixture.CLOCK);

  @Test
  void every_shipped_file_loads_and_has_an_owner() {
    assertThat(files).extracting(JobFile::name).contains("license-expiry");
    assertThat(files).allSatisfy(file -> assertThat(file.owner()).isNotBlank());
  }

  @Test
  void every_schedule_fires_again() {
    assertThat(files)
        .allSatisfy(
            file ->
                file.schedules()
                    .forEach(
                        schedule ->
                            assertThat(schedule.when().nextAfter(Fixture.CLOCK.instant()))
                                .isPresent()));
  }

  @Test
  void a_job_that_runs_by_itself_is_late_before_it_is_silent() {
    assertThat(files)
        .allSatisfy(
            file ->
                file.schedules()
                    .forEach(
                        schedule -> {
                          var when = schedule.when();
                          var first = when.nextAfter(Fixture.CLOCK.instant()).orElseThrow();
                          var second = when.nextAfter(first).orElseThrow();
                          assertThat(schedule.silentFor())
                              .isGreaterThan(java.time.Duration.between(first, second));
                        }));
  }

  @Test
  void the_readme_has_a_row_and_a_runbook_for_every_job() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(files)
        .allSatisfy(
            file -> {
              String anchor = file.alert().runbook().substring("README.md#".length());
              assertThat(readme).containsPattern("(?m)^#+ " + Pattern.quote(anchor) + "$");
              assertThat(readme)
                  .containsPattern(
                      "(?m)^\\| \\["
                          + Pattern.quote(file.name())
                          + "]\\(.*\\| "
                          + Pattern.quote(file.owner())
                          + " \\|$");
            });
  }

  @Test
  void every_file_has_one_job_and_every_job_a_file() {
    Set<String> coded =
        jobs()
            .map(Class::getSimpleName)
            .map(name -> kebab(name.replaceFirst("Job$", "")))
            .collect(Collectors.toSet());

    assertThat(coded)
        .isEqualTo(files.stream().map(JobFile::name).collect(Collectors.toSet()))
        .isNotEmpty();
  }

  /** What a job tells binds it to the clock, so none may tell what it does not declare. */
  @Test
  void every_event_that_goes_out_is_declared_by_the_jobs_of_its_room() throws IOException {
    Map<String, Set<String>> declared = new TreeMap<>();
    jobs()
        .forEach(
            job ->
                declared
                    .computeIfAbsent(room(job), any -> new TreeSet<>())
                    .addAll(new ObjenesisStd().newInstance(job).announces()));
    Set<String> all = declared.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    try (Stream<Path> schemas = Files.list(Path.of("jobs/events"))) {
      assertThat(
              schemas.map(
                  file -> "ai.coditect." + file.getFileName().toString().replace(".json", "")))
          .filteredOn(type -> !type.matches(".*\\.(changed|requested|acknowledged)\\.v1"))
          .filteredOn(type -> !type.equals("ai.coditect.ops.run.finished.v1"))
          .containsExactlyInAnyOrderElementsOf(all);
    }
    int told = 0;
    try (Stream<Path> files = Files.walk(Path.of("sql/queries"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String sql = Files.readString(file);
        Matcher type = Pattern.compile("'(ai\\.coditect\\.[a-z.-]+\\.v1)'").matcher(sql);
        while (sql.contains("insert into coditect_ops.outbox") && type.find()) {
          assertThat(declared.get(file.getParent().getFileName().toString()))
              .as(file.toString())
              .contains(type.group(1));
          told++;
        }
      }
    }
    assertThat(told).isGreaterThan(10);
  }

  private static String room(Class<?> job) {
    return job.getPackageName().substring("ai.coditect.ops.".length()).split("\\.")[0];
  }

  private static Stream<Class<? extends OpsJob<?>>> jobs() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(OpsJob.class));
    scanner.addExcludeFilter(
        (type, others) -> type.getResource().getURL().getPath().contains("/test-classes/"));
    return scanner.findCandidateComponents("ai.coditect.ops").stream()
        .map(each -> ClassUtils.resolveClassName(each.getBeanClassName(), null))
        .map(
            each -> {
              @SuppressWarnings("unchecked")
              Class<? extends OpsJob<?>> job = (Class<? extends OpsJob<?>>) each;
              return job;
            });
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
