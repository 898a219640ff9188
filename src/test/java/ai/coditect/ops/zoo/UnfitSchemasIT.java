package ai.coditect.ops.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.PrivacyDoor;
import ai.coditect.ops.privacy.effect.EffectDoor;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.zoo.UnfitSchema.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Schemas that erasure could not get along with: each is refused with its line, and fits once what
 * the line says is done.
 */
class UnfitSchemasIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private static LocalPostgres.Database database;

  @TempDir Path directory;

  @BeforeAll
  static void migrate() {
    database = LocalPostgres.shared().migrated();
    ZooSchema.house(database);
  }

  static List<UnfitSchema> schemas() {
    return UnfitSchema.all();
  }

  @Test
  void there_are_enough_of_them() {
    assertThat(schemas())
        .hasSizeGreaterThan(40)
        .extracting(UnfitSchema::name)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void what_does_not_fit_is_refused_with_the_line_that_cures_it(UnfitSchema schema)
      throws SQLException {
    try (Connection connection = database.asSuperuser().getConnection()) {
      connection.setAutoCommit(false);
      JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      try {
        execute(connection, schema.making());
        cured(schema, connection, jdbc);
      } finally {
        connection.rollback();
      }
    }
  }

  /** What is cured is no word only: people and an organization go from it. */
  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("schemas")
  void what_was_cured_can_be_erased_from(UnfitSchema schema) throws SQLException, IOException {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    ZooSchema.house(own);
    String map;
    try (Connection connection = own.asSuperuser().getConnection()) {
      execute(connection, schema.making());
      map =
          cured(
              schema,
              connection,
              JdbcClient.create(new SingleConnectionDataSource(connection, true)));
      execute(connection, List.of(ZooSchema.grants()));
    }
    Map<String, String> variables =
        new HashMap<>(InProcessWorker.erasing(Files.createDirectory(directory.resolve("ledger"))));
    Path jobs = ZooSchema.jobs(directory.resolve("jobs"), map);
    variables.put("OPS_JOBS_DIR", jobs.toString());
    try (InProcessWorker worker = InProcessWorker.start(own, variables)) {
      copied(own, worker, "acme", "ann", "canary-(alf|amy|bob|bea|cyd|cat)-");
      copied(own, worker, "coil", null, "canary-(alf|ann|amy|bob|bea)-");
      RunResult run = worker.run("gdpr-purge", "one", NOW, Map.of());
      assertThat(run.outcome()).as(run.toString()).isEqualTo(Ending.DONE);
    }
    assertThat(
            JdbcClient.create(own.asSuperuser())
                .sql(
                    "select reason from coditect_ops.erasure_left where reason = 'cannot-be-deleted'")
                .query(String.class)
                .list())
        .isEmpty();
    assertThat(EveryRow.of(own, Map.of()).toString()).doesNotContain("canary-ann-", "canary-cyd-");
  }

  private static void copied(
      LocalPostgres.Database database,
      InProcessWorker worker,
      String organization,
      @Nullable String person,
      String foreign) {
    StringBuilder copy = new StringBuilder();
    Exported.by(
            worker,
            id(database, organization),
            person == null ? null : id(database, person),
            Profile.ACCESS)
        .files()
        .values()
        .forEach(file -> copy.append(new String(file, StandardCharsets.UTF_8)));
    assertThat(copy)
        .containsPattern("canary-" + (person == null ? "cyd" : person) + "-1@")
        .doesNotContainPattern(foreign);
  }

  private static UUID id(LocalPostgres.Database database, String name) {
    return JdbcClient.create(database.asSuperuser())
        .sql("select id from public.zoo_names where name = ?")
        .param(name)
        .query(UUID.class)
        .single();
  }

  /** Takes each step that is printed, until nothing is told any more; answers the map. */
  private String cured(UnfitSchema schema, Connection connection, JdbcClient jdbc)
      throws SQLException {
    String map = schema.map();
    for (Step step : schema.steps()) {
      List<Problem> problems = problems(connection, jdbc, map);
      assertThat(problems).extracting(Problem::what).isEqualTo(step.told());
      map = step.cure(map, problems, sql -> execute(connection, List.of(sql)));
    }
    assertThat(problems(connection, jdbc, map)).isEmpty();
    return map;
  }

  /** As a purge asks before its first row. */
  private List<Problem> problems(Connection connection, JdbcClient jdbc, String map) {
    execute(connection, List.of("set session authorization " + LocalPostgres.WORKER));
    try {
      Files.writeString(
          directory.resolve("personal-data.yaml"),
          Files.readString(Path.of("jobs/personal-data.yaml")) + "\n" + map);
      MappedDatabase mapped = PrivacyDoor.mapped(Optional.of(directory), jdbc);
      List<Problem> problems = new ArrayList<>(new SystemRoleGuard(jdbc).problems());
      problems.addAll(mapped.problems());
      if (problems.isEmpty()) {
        problems.addAll(EffectDoor.of(mapped, jdbc).problems());
      }
      return problems;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      execute(connection, List.of("reset session authorization"));
    }
  }

  private static void execute(Connection connection, List<String> statements) {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("\n", statements), e);
    }
  }
}
