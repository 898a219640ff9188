package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.Typed;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A copy of production is never served, whatever it knows of itself and of the ledger. */
class ServedCopyIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  private final LocalPostgres.Database production = PurgedSite.database(3);
  private final LocalPubSub pubsub = LocalPubSub.start();
  private LocalPostgres.Database copy;

  @BeforeEach
  void copied() {
    try (PurgedSite site = new PurgedSite(production, variables())) {
      assertThat(site.purge(false)).isTrue();
    }
    copy = LocalPostgres.shared().copyOf(production);
  }

  @AfterEach
  void stop() {
    pubsub.close();
  }

  @Test
  void a_copy_that_is_called_one_is_not_served_with_the_ledger_without_it_and_with_a_damaged_one()
      throws IOException {
    try (PurgedSite site = new PurgedSite(copy, variables())) {
      assertThat(site.callCopy()).isTrue();
    }
    assertRefused(served(variables()), "This database is a copy");
    assertRefused(served(Map.of()), "This database is a copy");
    damage();
    assertRefused(served(variables()), "It is not a line of the ledger");
    // Nothing went out, and nothing was taken in.
    assertThat(new Tenants(copy).count("select count(*) from coditect_ops.qrtz_scheduler_state"))
        .isZero();
  }

  @Test
  void a_copy_of_which_nobody_said_anything_is_not_served_with_the_ledger_nor_without_it() {
    List<Map<String, Object>> outbox = outbox();
    assertThat(outbox).isNotEmpty();
    assertRefused(served(variables()), "Not the ledger's writer");
    assertRefused(served(Map.of()), "Not known to be the ledger's writer");
    // A worker that publishes begins by making its topics.
    assertThatThrownBy(() -> pubsub.published("ops-outcomes"))
        .hasMessageContaining("nothing is called");
    assertThat(outbox()).isEqualTo(outbox);
    // Nothing leaves it by a command either.
    try (PurgedSite site = new PurgedSite(copy, Map.of())) {
      RunResult run = site.worker().run("license-expiry", "k", NOW, Map.of());
      assertThat(run.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(run.problems().toString())
          .contains("OPS_LEDGER_URI", "ledger copy --by NAME", "ledger adopt --by NAME");
    }
  }

  @Test
  void no_command_that_writes_changes_a_row_of_a_copy() {
    Map<String, String> environment = new HashMap<>(variables());
    environment.putAll(copy.environment());
    try (PurgedSite site = new PurgedSite(copy, variables())) {
      assertThat(site.callCopy()).isTrue();
    }
    Map<String, String> rows = rows();
    List<RoomCommand> writing =
        SpringFactoriesLoader.loadFactories(RoomCommand.class, getClass().getClassLoader()).stream()
            .filter(command -> command.needsDatabase() && command.writes())
            .toList();
    assertThat(writing).hasSizeGreaterThan(5);
    for (RoomCommand command : writing) {
      Typed typed = Typed.whole(environment, words(command));
      assertThat(typed.exitCode()).as(command.name() + typed).isEqualTo(3);
      assertThat(typed.err()).as(command.name()).contains("This database is a copy");
      assertThat(typed.out()).as(command.name()).isEmpty();
    }
    assertThat(rows()).isEqualTo(rows);
  }

  /** The command with whatever it cannot do without. */
  private static String[] words(RoomCommand command) {
    List<String> words = new ArrayList<>(List.of(command.name().split(" ")));
    for (Argument argument : command.arguments()) {
      if (argument.required()) {
        if (argument.kind() == Argument.Kind.OPTION) {
          words.add(argument.spelling());
        }
        words.add(
            switch (argument.type()) {
              case TEXT, NAME -> "anna";
              case UUID -> new UUID(0, 7).toString();
              case INTEGER -> "7";
              case BOOLEAN -> "true";
              case INSTANT -> "2026-10-01T00:00:00Z";
              case WORD -> argument.words().get(0);
            });
      }
    }
    return words.toArray(String[]::new);
  }

  /** All that stands in each table of tenants and of the worker. */
  private Map<String, String> rows() {
    JdbcClient jdbc = JdbcClient.create(copy.asSuperuser());
    Map<String, String> rows = new TreeMap<>();
    jdbc.sql(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables where"
                + " table_schema like 'coditect%' and table_type = 'BASE TABLE'")
        .query(String.class)
        .list()
        .forEach(
            table ->
                rows.put(
                    table,
                    jdbc.sql(
                            "select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from "
                                + table
                                + " t")
                        .query(String.class)
                        .single()));
    return rows;
  }

  private List<Map<String, Object>> outbox() {
    return JdbcClient.create(copy.asSuperuser())
        .sql("select * from coditect_ops.outbox order by sequence")
        .query()
        .listOfRows();
  }

  @Test
  void damage_of_the_ledger_is_a_refusal_and_no_mistake_in_the_settings() throws IOException {
    damage();
    assertRefused(served(variables()), "It is not a line of the ledger");
    try (PurgedSite site = new PurgedSite(copy, variables())) {
      assertThat(
              site.worker().all(OutwardGuard.class).stream()
                  .flatMap(guard -> guard.problems().stream()))
          .isNotEmpty();
    }
  }

  @Test
  void production_that_has_lost_its_identity_is_refused() {
    production.execute("delete from coditect_ops.database_identity");
    StartFailure failure = StartFailure.of(serving(production, variables()).orElseThrow());
    assertThat(failure.exitCode()).isEqualTo(3);
    assertThat(failure.problems())
        .extracting(Problem::what)
        .first()
        .asString()
        .contains("identity");
  }

  private static void assertRefused(StartFailure failure, String what) {
    assertThat(failure.exitCode()).as(failure.toString()).isEqualTo(3);
    assertThat(failure.problems().toString()).contains(what);
  }

  private StartFailure served(Map<String, String> variables) {
    return StartFailure.of(serving(copy, variables).orElseThrow());
  }

  /** What kept it from serving. */
  private Optional<Throwable> serving(
      LocalPostgres.Database database, Map<String, String> variables) {
    return Optional.ofNullable(
        catchThrowable(() -> ServingWorker.start(database, pubsub, variables).close()));
  }

  private void damage() throws IOException {
    try (Stream<Path> segments = Files.list(directory)) {
      for (Path segment : segments.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(segment);
        content[content.length / 2] ^= 1;
        Path changed = Files.createTempFile(directory.getParent(), "segment", "");
        Files.write(changed, content, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(changed, segment, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Map<String, String> variables() {
    return InProcessWorker.erasing(directory);
  }
}
