package ai.coditect.ops.backup.marker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.backup.signing.EvidencePublicKeys;
import ai.coditect.ops.backup.signing.Purpose;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

final class BackupMarkerJobIT {
  private static final Instant NOW = Instant.parse("2026-11-27T02:50:00Z");
  private static final Map<String, String> KEY =
      Map.of("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
  private static final String TENANTS =
      "insert into coditect_shared.organizations (id, name, slug) values"
          + " ('00000000-0000-0000-0000-0000000000%1$s', 'O', 'o%1$s')";
  private static final String PEOPLE =
      "insert into coditect_shared.users (organization_id, email, username)"
          + " select '00000000-0000-0000-0000-0000000000%1$s', 'u' || i || '@example.com', 'u' || i"
          + " from generate_series(1, %2$s) i";

  private final Database database = LocalPostgres.shared().migrated();

  @Test
  void a_marker_says_what_every_tenant_has_and_is_signed() {
    database.execute(
        TENANTS.formatted("aa"),
        TENANTS.formatted("bb"),
        PEOPLE.formatted("aa", 3),
        PEOPLE.formatted("bb", 2));
    Marker marker;
    try (InProcessWorker worker = InProcessWorker.start(database, KEY)) {
      RunResult first = worker.run("backup-marker", "one", NOW, Map.of());
      assertThat(first.problems()).isEmpty();
      assertThat(first.changed().byKind()).containsExactly(Map.entry("markers", 1L));
      marker = worker.get(MarkerStore.class).newest().orElseThrow();
      assertThat(worker.run("backup-marker", "one", NOW, Map.of()).outcome())
          .isEqualTo(Ending.ALREADY_DONE);
    }
    assertThat(marker.sequence()).isEqualTo(1);
    MarkerContent content = new JsonMapper().readValue(marker.content(), MarkerContent.class);
    assertThat(content.tables())
        .extracting(table -> table.name() + " " + table.rows() + " " + table.tenants())
        .containsExactly(
            "coditect_shared.licenses 0 0",
            "coditect_shared.organizations 2 2",
            "coditect_shared.projects 0 0",
            "coditect_shared.users 5 2");
    assertThat(content.tables().get(3).columns()).contains("email", "full_name", "role");
    assertThat(content.tails())
        .extracting(MarkerContent.Tail::name)
        .contains("coditect_ops.audit_log", "coditect_ops.destruction_changes");
    assertThat(content.answers())
        .extracting(CheckAnswer::check, CheckAnswer::shown)
        .contains(org.assertj.core.groups.Tuple.tuple("licenses-kept", "0"));
    assertThat(content.answers()).allMatch(answer -> answer.failure().isEmpty());
    assertThat(figures(content.sequence(), content))
        .containsExactly(
            "coditect_shared.organizations aa 1",
            "coditect_shared.organizations bb 1",
            "coditect_shared.users aa 3",
            "coditect_shared.users bb 2");
    EvidencePublicKeys keys = EvidenceKeys.read(InProcessWorker.EVIDENCE_KEY).publicKeys();
    assertThat(check(keys, marker, marker.content())).isEqualTo(EvidencePublicKeys.Answer.GENUINE);
    assertThat(check(keys, marker, marker.content().replace("\"sequence\":1", "\"sequence\":2")))
        .isEqualTo(EvidencePublicKeys.Answer.FORGED);
    assertThat(marker.content()).doesNotContain("@example.com").doesNotContain("u1");
  }

  private List<String> figures(long marker, MarkerContent content) {
    List<String> lines = new ArrayList<>();
    Sha256 digest = new Sha256();
    try (ReadingStore reading =
        ReadingStore.open(database.as(LocalPostgres.WORKER), Duration.ofSeconds(30))) {
      new MarkerStore(reading.jdbc())
          .figures(
              marker,
              figure -> {
                digest.add(figure);
                lines.add(
                    figure.table()
                        + " "
                        + figure.organization().toString().substring(34)
                        + " "
                        + figure.rows());
              });
    }
    assertThat(digest.hex()).isEqualTo(content.figures());
    return lines;
  }

  private static EvidencePublicKeys.Answer check(
      EvidencePublicKeys keys, Marker marker, String content) {
    return keys.check(
        Purpose.MARKER,
        marker.keyId(),
        content.getBytes(StandardCharsets.UTF_8),
        HexFormat.of().parseHex(marker.signature()));
  }

  @Test
  void markers_form_a_chain_and_old_ones_go_with_what_only_they_needed() {
    database.execute(TENANTS.formatted("cc"));
    try (InProcessWorker worker = InProcessWorker.start(database, KEY)) {
      worker.run("backup-marker", "1", NOW, Map.of());
      database.execute("create table coditect_shared.later (id int primary key)");
      for (int i = 2; i <= 6; i++) {
        worker.run("backup-marker", "" + i, NOW, Map.of());
      }
      assertThat(strings("select distinct marker::text from coditect_ops.backup_marker_figures"))
          .containsExactlyInAnyOrder("3", "4", "5", "6");
      assertThat(count("backup_markers")).isEqualTo(6);
      assertThat(count("backup_marker_structures")).isEqualTo(2);
      MarkerStore markers = worker.get(MarkerStore.class);
      assertThat(
              new JsonMapper()
                  .readValue(markers.newest().orElseThrow().content(), MarkerContent.class)
                  .previous())
          .contains(
              Sha256.of(
                  strings("select content from coditect_ops.backup_markers where sequence = 5")
                      .get(0)));
      RunResult late =
          worker.run("backup-marker", "late", NOW.plus(Duration.ofDays(400)), Map.of());
      // Those whose figures are still wanted stay for now.
      assertThat(late.changed().byKind())
          .containsExactly(Map.entry("markers", 1L), Map.entry("markers-retired", 3L));
      assertThat(count("backup_marker_structures")).isEqualTo(1);
    }
  }

  @Test
  void without_a_usable_key_nothing_is_marked_and_the_variable_is_named() {
    try (InProcessWorker worker = InProcessWorker.start(database, Map.of())) {
      RunResult refused = worker.run("backup-marker", "no-key", NOW, Map.of());
      assertThat(refused.outcome()).isEqualTo(Ending.INVALID);
      assertThat(refused.problems()).extracting(Problem::where).containsExactly("OPS_EVIDENCE_KEY");
    }
  }

  @Test
  void a_check_file_that_fails_is_answered_as_that_and_ends_the_run_as_failed(@TempDir Path jobs)
      throws Exception {
    FileSystemUtils.copyRecursively(Path.of("jobs"), jobs);
    Path checks = jobs.resolve("backup-checks");
    write(checks, "gone", "select count(*) from coditect_shared.nowhere", "equal");
    write(checks, "slow", "select count(*) from pg_sleep(5)", "equal");
    write(
        checks,
        "writes",
        "with x as (delete from coditect_ops.backup_markers returning 1) select 1",
        "equal");
    write(checks, "personal", "select max(slug) from coditect_shared.organizations", "equal");
    write(checks, "many", "select 1 from generate_series(1, 3)", "equal");
    write(checks, "empty", "select 1 where false", "equal");
    try (InProcessWorker worker =
        InProcessWorker.start(
            database,
            Map.of(
                "OPS_EVIDENCE_KEY",
                InProcessWorker.EVIDENCE_KEY,
                "OPS_JOBS_DIR",
                jobs.toString()))) {
      RunResult result = worker.run("backup-marker", "bad-checks", NOW, Map.of());
      assertThat(result.outcome()).isEqualTo(Ending.FAILED);
      assertThat(result.problems())
          .extracting(problem -> problem.where() + " " + problem.what())
          .containsExactly(
              "jobs/backup-checks/gone.yaml Check file unanswered: the statement failed (SQLSTATE 42P01)."
                  + " The marker says so and a drill will fail.",
              "jobs/backup-checks/many.yaml Check file unanswered: the statement answers with more than one"
                  + " row. The marker says so and a drill will fail.",
              "jobs/backup-checks/personal.yaml Check file unanswered: the statement answers with neither"
                  + " number, timestamptz nor boolean. The marker says so and a drill will fail.",
              "jobs/backup-checks/slow.yaml Check file unanswered: the statement failed (SQLSTATE 57014)."
                  + " The marker says so and a drill will fail.",
              "jobs/backup-checks/writes.yaml Check file unanswered: the statement failed (SQLSTATE 0A000)."
                  + " The marker says so and a drill will fail.");
      MarkerContent content =
          new JsonMapper()
              .readValue(
                  worker.get(MarkerStore.class).newest().orElseThrow().content(),
                  MarkerContent.class);
      assertThat(content.answers())
          .filteredOn(answer -> answer.check().equals("empty"))
          .containsExactly(CheckAnswer.of("empty", java.util.Optional.empty()));
    }
  }

  private static void write(Path checks, String name, String sql, String comparison)
      throws Exception {
    Files.writeString(checks.resolve(name + ".sql"), "-- Asks.\n" + sql + ";\n");
    Files.writeString(
        checks.resolve(name + ".yaml"),
        "proves: Something that matters.\ndoes-not-prove: Anything else at all.\nstatement: "
            + name
            + ".sql\ncomparison: "
            + comparison
            + "\ntimeout: 1s\n");
  }

  private long count(String table) {
    return Long.parseLong(strings("select count(*)::text from coditect_ops." + table).get(0));
  }

  private List<String> strings(String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(String.class).list();
  }
}
