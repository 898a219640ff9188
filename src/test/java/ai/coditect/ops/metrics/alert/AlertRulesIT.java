package ai.coditect.ops.metrics.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.metrics.alert.Condition.PromQlCondition;
import ai.coditect.ops.metrics.alert.RuleMutants.Mutant;
import ai.coditect.ops.metrics.alert.SeriesSelector.Resource;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.render.MonitoringSource;
import ai.coditect.ops.metrics.render.RuleGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped rules, judged by Prometheus' own engine. */
class AlertRulesIT {
  private static final String RULES = "rules.yaml";
  private static final long DAY = 24 * 60;

  /** Minutes: when something stands still, and when an absence is to be told by. */
  private static final long STILL = 40;

  private static final long GONE = 5 + 5 + 2;

  /** Mutants of a kind. */
  private static final int IN_THE_GATE = 1;

  private static Promtool promtool;
  private static MetricFiles figures;
  private static List<AlertRule> rules;
  @TempDir Path directory;

  @BeforeAll
  static void read() {
    promtool = Promtool.orSkip();
    figures = MetricFileStore.read(Optional.empty());
    rules =
        MonitoringSource.read(
                new Surroundings(Optional.empty(), Optional.empty(), Optional.empty()),
                Clock.systemUTC())
            .rules()
            .stream()
            .filter(rule -> rule.condition() instanceof PromQlCondition)
            .toList();
  }

  @Test
  void the_engine_takes_every_rule() throws Exception {
    Path file = directory.resolve(RULES);
    Files.writeString(file, RuleGroups.plain(rules));
    assertThat(promtool.check(file)).isEmpty();
    Files.writeString(file, RuleGroups.plain(rules).replace("absent(", "absence("));
    assertThat(promtool.check(file)).isPresent();
  }

  @Test
  void each_rule_speaks_of_its_fault_within_two_intervals_and_not_before() throws Exception {
    List<String> files = new ArrayList<>();
    for (AlertRule rule : rules) {
      String file = rule.id() + ".yaml";
      Files.writeString(directory.resolve("rule-" + file), RuleGroups.plain(List.of(rule)));
      RuleScene.of(figures, rule).write(directory.resolve(file), "rule-" + file);
      files.add(file);
    }
    assertThat(promtool.test(directory, files))
        .allSatisfy((file, said) -> assertThat(said).isEmpty());
  }

  /** Of each kind of mutant some; the campaign takes all of them. */
  @Test
  void mutants_of_rules_are_found_out() throws Exception {
    Map<String, List<Mutant>> byKind = new LinkedHashMap<>();
    rules.forEach(
        rule ->
            RuleMutants.of(rule)
                .forEach(
                    mutant ->
                        byKind
                            .computeIfAbsent(
                                mutant.what().replaceFirst(" \\(.*", "")
                                    + rule.condition().getClass().getSimpleName(),
                                kind -> new ArrayList<>())
                            .add(mutant)));
    assertThat(byKind).hasSizeGreaterThan(12);
    List<Mutant> some = new ArrayList<>();
    byKind.values().forEach(all -> some.addAll(all.subList(0, Math.min(IN_THE_GATE, all.size()))));
    assertThat(survivors(some)).isEmpty();
  }

  @Test
  @Tag("campaign")
  void every_mutant_of_every_rule_is_found_out() throws Exception {
    List<Mutant> all = rules.stream().flatMap(rule -> RuleMutants.of(rule).stream()).toList();
    assertThat(all).hasSizeGreaterThan(rules.size() * 4);
    assertThat(survivors(all)).isEmpty();
  }

  private List<String> survivors(List<Mutant> mutants) throws IOException, InterruptedException {
    Map<String, Mutant> byFile = new LinkedHashMap<>();
    for (Mutant mutant : mutants) {
      String name = mutant.word() + "-" + byFile.size();
      AlertRule rule =
          rules.stream()
              .filter(each -> each.word().equals(mutant.word()))
              .findFirst()
              .orElseThrow();
      Files.writeString(directory.resolve(name + "-rules.yaml"), mutant.file());
      RuleScene.of(figures, rule).write(directory.resolve(name + ".yaml"), name + "-rules.yaml");
      byFile.put(name + ".yaml", mutant);
    }
    List<String> survivors = new ArrayList<>();
    promtool
        .test(directory, List.copyOf(byFile.keySet()))
        .forEach(
            (file, said) -> {
              assertThat(said).as(file).doesNotContain("parse error");
              if (said.isEmpty()) {
                Mutant mutant = byFile.get(file);
                survivors.add(mutant.word() + ", " + mutant.what() + ": " + mutant.query());
              }
            });
    return survivors;
  }

  @Test
  void what_stands_still_raises_its_own_alert_and_no_other() throws Exception {
    Files.writeString(directory.resolve(RULES), RuleGroups.plain(rules));
    Map<String, RuleTest> scenes = new LinkedHashMap<>();
    scenes.put(
        "worker",
        world()
            .standingStill(STILL, series -> true)
            .test()
            .firingOnly(STILL + GONE, "worker_absent"));
    // The database, the collection, or whoever writes the figures of the service.
    scenes.put(
        "service",
        world()
            .standingStill(STILL, series -> series.resource() == Resource.SERVICE)
            .test()
            .firingOnly(STILL + GONE, "figures_absent"));
    for (AlertRule rule : rules) {
      if (rule.condition().series().get(0).figure().equals(JobAlerts.OVERDUE)) {
        String job = rule.condition().series().get(0).labels().get("job");
        scenes.put(
            rule.id(), world().missing(job, STILL).test().firingOnly(STILL + 5, rule.word()));
      }
    }
    for (Map.Entry<String, RuleTest> scene : scenes.entrySet()) {
      scene.getValue().firingOnly(STILL - 1).write(directory.resolve(scene.getKey()), RULES);
    }
    assertThat(scenes).hasSizeGreaterThan(7);
    assertThat(promtool.test(directory, List.copyOf(scenes.keySet())))
        .allSatisfy((scene, said) -> assertThat(said).isEmpty());
  }

  private HealthyWorld world() {
    return new HealthyWorld(figures, rules, STILL + GONE + 1);
  }

  @Test
  void two_healthy_days_are_silent() throws Exception {
    assertThat(healthy(2, 5)).isEmpty();
  }

  @Test
  @Tag("campaign")
  void thirty_healthy_days_are_silent() throws Exception {
    assertThat(healthy(30, 1)).isEmpty();
  }

  /** What the engine says of so many days in which all is well, with every rule. */
  private String healthy(long days, long every) throws IOException, InterruptedException {
    Files.writeString(directory.resolve(RULES), RuleGroups.plain(rules));
    HealthyWorld world = new HealthyWorld(figures, rules, days * DAY);
    // From the first hour on, when every series is there.
    world
        .test()
        .evaluatedEvery(every)
        .silentFor(days * DAY - 60, days * DAY - 1)
        .write(directory.resolve("days.yaml"), RULES);
    return promtool.test(directory, List.of("days.yaml")).get("days.yaml");
  }
}
