package ai.coditect.ops.check;

import ai.coditect.ops.check.CheckList.Item;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
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

  @Bean(initMethod = "start", destroyMethod = "close")
  Watch watch(
      ObjectProvider<Check> checks,
      ObjectProvider<CheckGroup> groups,
      @Value("${ops.watch-every}") Duration every,
      @Value("${ops.watch-patience}") Duration patience) {
    return new Watch(
        Stream.concat(
                checks.orderedStream(),
                groups.orderedStream().flatMap(group -> group.items().stream()))
            .toList(),
        every,
        patience);
  }

  /** The part "checks" of the health. */
  @Bean
  HealthIndicator checksHealthIndicator(Watch watch) {
    return () -> {
      List<Item> failed = watch.failed();
      Health.Builder health = failed.isEmpty() ? Health.up() : Health.status(DEGRADED);
      failed.forEach(
          item ->
              health.withDetail(
                  item.claim(),
                  item.finding().problems().stream().limit(20).map(Problem::toString).toList()));
      return health.build();
    };
  }
}
