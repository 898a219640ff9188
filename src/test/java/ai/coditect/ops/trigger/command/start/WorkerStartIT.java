package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import com.zaxxer.hikari.HikariDataSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

class WorkerStartIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  @EnableAutoConfiguration
  static class Nothing {}

  @Test
  void the_session_is_bounded_as_promised() {
    try (var context = start(Map.of())) {
      JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
      Map.of(
              "statement_timeout", "30s",
              "lock_timeout", "2s",
              "idle_in_transaction_session_timeout", "10s",
              "plan_cache_mode", "force_custom_plan",
              "jit", "off",
              "application_name", "ops-worker")
          .forEach(
              (name, value) ->
                  assertThat(jdbc.queryForObject("show " + name, String.class))
                      .as(name)
                      .isEqualTo(value));
      HikariDataSource pool = context.getBean(HikariDataSource.class);
      assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
      assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "60");
    }
  }

  @Test
  void a_password_arrives_as_it_was_given() {
    String odd = "a${b}c:#{d}\\e";
    try (var context = start(Map.of("DB_PASSWORD", odd))) {
      assertThat(context.getBean(HikariDataSource.class).getPassword()).isEqualTo(odd);
    }
  }

  @Test
  void one_shot_starts_neither_schedules_nor_pubsub_nor_a_web_server() {
    try (var context = start(Map.of())) {
      assertThat(context.getBeanNamesForType(org.quartz.Scheduler.class)).isEmpty();
      assertThat(context.containsBean("pubSubTemplate")).isFalse();
      assertThat(context.containsBean("simpleMeterRegistry")).isFalse();
      assertThat(context.containsBean("healthEndpoint")).isFalse();
      assertThat(context.getEnvironment().getActiveProfiles()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DB_PORT, 1, cannot be reached, 1",
    "DB_NAME, nowhere, does not exist, 1",
    "DB_USER, nobody, does not accept the, 1",
    "DB_SSLMODE, require, does not offer SSL, 1"
  })
  void a_database_that_cannot_be_used_is_explained(
      String name, String value, String what, int exitCode) {
    Throwable failure = catchThrowable(() -> start(Map.of(name, value)).close());
    StartFailure explained = StartFailure.of(failure);
    assertThat(explained.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains(what));
    assertThat(explained.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void a_missing_privilege_is_a_refusal() {
    try (var context = start(Map.of())) {
      JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
      Throwable failure = catchThrowable(() -> jdbc.execute("truncate coditect_shared.licenses"));
      assertThat(StartFailure.of(failure).exitCode()).isEqualTo(3);
    }
  }

  private static ConfigurableApplicationContext start(Map<String, String> changes) {
    Map<String, String> environment = new HashMap<>(DATABASE.environment());
    environment.putAll(changes);
    return WorkerStart.start(
        Nothing.class,
        OpsEnvironment.read(environment, EnumSet.of(Need.DATABASE)),
        WorkerStart.Shape.ONE_SHOT,
        false);
  }
}
