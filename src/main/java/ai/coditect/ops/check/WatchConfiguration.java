package ai.coditect.ops.check;

import ai.coditect.ops.check.CheckList.Item;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** What a serving worker says about what waits: in its log and in its health. */
@Configuration(proxyBeanMethods = false)
@Profile("serve")
class WatchConfiguration {
  /** The worker works, and something waits for a person: no reason to start it anew. */
  static final Status DEGRADED = new Status("DEGRADED", "something waits");

  /** Whoever asks for the health waits for two seconds at most. */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private static final Problem NOT_KNOWN =
      new Problem("Not known yet.", "worker", "It is asked as soon as the worker has started.");

  @Bean(initMethod = "start", destroyMethod = "close")
  Watch watch(
      ObjectProvider<Check> checks,
      ObjectProvider<CheckGroup> groups,
      ObjectProvider<RunGuard> guard,
      @Value("${ops.watch-every}") Duration every,
      @Value("${ops.watch-patience}") Duration patience) {
    return new Watch(
        Stream.of(
                guard.stream().<Check>map(WorkPossible::new),
                checks.orderedStream(),
                groups.orderedStream().flatMap(group -> group.items().stream()))
            .flatMap(each -> each)
            .toList(),
        every,
        patience);
  }

  /** The part "work" of the health, and of what makes a worker ready: whether it could do any. */
  @Bean
  HealthIndicator workHealthIndicator(Watch watch) {
    return () -> {
      Optional<Finding> possible = watch.last(WorkPossible.CLAIM);
      if (possible.filter(each -> each.state() == State.OK).isPresent()) {
        return Health.up().build();
      }
      return told(
          Health.outOfService(),
          WorkPossible.CLAIM,
          possible.map(Finding::problems).orElse(List.of(NOT_KNOWN)));
    };
  }

  /** The part "loops" of the health, and of what makes a worker alive: whether all of it moves. */
  @Bean
  HealthIndicator loopsHealthIndicator(ObjectProvider<LivenessCheck> checks) {
    return () -> {
      List<Problem> standing =
          checks.orderedStream().flatMap(each -> each.standing().stream()).toList();
      return standing.isEmpty()
          ? Health.up().build()
          : told(Health.down(), "every loop turns", standing);
    };
  }

  private static Health told(Health.Builder health, String claim, List<Problem> problems) {
    return health
        .withDetail(claim, problems.stream().limit(20).map(Problem::toString).toList())
        .build();
  }

  /** The part "checks" of the health: each of its own parts by name, from memory. */
  @Bean
  CompositeHealthContributor checksHealthContributor(Watch watch) {
    Map<String, HealthIndicator> parts = new LinkedHashMap<>();
    watch.parts().forEach(part -> parts.put(part, () -> standing(watch.failed(part))));
    return CompositeHealthContributor.fromMap(parts);
  }

  private static Health standing(List<Item> failed) {
    Health.Builder health = failed.isEmpty() ? Health.up() : Health.status(DEGRADED);
    failed.forEach(
        item ->
            health.withDetail(
                item.claim(),
                item.finding().problems().stream().limit(20).map(Problem::toString).toList()));
    return health.build();
  }

  @Bean(destroyMethod = "close")
  PulseStore databasePulse(DataSource database) {
    return new PulseStore(database, PATIENCE);
  }

  /** The part "database" of the health: whether it answers now, told in bounded time. */
  @Bean
  HealthIndicator databaseHealthIndicator(PulseStore pulse) {
    return () -> {
      List<Problem> problems = pulse.problems();
      return problems.isEmpty()
          ? Health.up().build()
          : told(Health.down(), "the database answers", problems);
    };
  }
}
