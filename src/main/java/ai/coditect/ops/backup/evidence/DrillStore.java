package ai.coditect.ops.backup.evidence;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.problem.Problem;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The history of drills in {@code coditect_ops.drills}. */
public final class DrillStore {
  private static final Sql BEGIN = Sql.file("backup/begin_drill");
  private static final Sql SAVE = Sql.file("backup/save_drill");
  private static final Sql FIND = Sql.file("backup/find_drill");
  private static final Sql FIND_OF_RUN = Sql.file("backup/find_drill_of_run");
  private static final Sql LIST = Sql.file("backup/list_drills");

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public DrillStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Records a drill unless its run has one, and answers the one that is on record. */
  public Drill begin(Drill drill) {
    jdbc.sql(BEGIN.text())
        .param("id", drill.id())
        .param("run_id", drill.run())
        .param("level", drill.level().label())
        .param("started_at", time(drill.startedAt()))
        .param("started_by", drill.startedBy())
        .param("stage", drill.stage().label())
        .param("source_instance", drill.source())
        .param("configuration", json.writeValueAsString(drill.configuration()))
        .update();
    return ofRun(drill.run()).orElseThrow();
  }

  /** Writes what has happened to a drill since it began. */
  public void save(Drill drill) {
    jdbc.sql(SAVE.text())
        .param("id", drill.id())
        .param("ended_at", untyped(drill.endedAt().orElse(null)))
        .param("verdict", untyped(drill.verdict().map(Drill.Verdict::label).orElse(null)))
        .param("stage", drill.stage().label())
        .param("target_instance", untyped(drill.target().orElse(null)))
        .param("backup_id", untyped(drill.backup().map(Drill.Backup::id).orElse(null)))
        .param("backup_from", untyped(drill.backup().map(Drill.Backup::from).orElse(null)))
        .param("backup_until", untyped(drill.backup().map(Drill.Backup::until).orElse(null)))
        .param("marker", untyped(drill.marker().orElse(null)))
        .param("rpo", untyped(drill.recoveryPoint().orElse(null)))
        .param("rto", untyped(drill.recoveryTime().orElse(null)))
        .param("rto_parts", json.writeValueAsString(texts(drill.parts())))
        .param("checks", checks(drill.checks()))
        .param(
            "checks_after_fault",
            checks(drill.control().map(Drill.Control::checks).orElse(List.of())))
        .param("fault", untyped(drill.control().map(Drill.Control::fault).orElse(null)))
        .param("fault_seed", untyped(drill.control().map(Drill.Control::seed).orElse(null)))
        .param("fault_named", untyped(drill.control().map(Drill.Control::named).orElse(null)))
        .param("problems", json.writeValueAsString(drill.problems()))
        .param(
            "failures", drill.failures().stream().map(Drill.Failure::label).toArray(String[]::new))
        .update();
  }

  public Optional<Drill> find(UUID id) {
    return jdbc.sql(FIND.text()).param("id", id).query(this::drill).optional();
  }

  public Optional<Drill> ofRun(UUID run) {
    return jdbc.sql(FIND_OF_RUN.text()).param("run_id", run).query(this::drill).optional();
  }

  /** Drills that started from {@code since} and before {@code until}, the newest first. */
  public List<Drill> list(Instant since, Instant until, int most) {
    return jdbc.sql(LIST.text())
        .param("since", time(since))
        .param("until", time(until))
        .param("most", most)
        .query(this::drill)
        .list();
  }

  private Drill drill(ResultSet row, int number) throws SQLException {
    TreeMap<DrillStage, Duration> parts = new TreeMap<>();
    json.readValue(row.getString("rto_parts"), new TypeReference<Map<String, String>>() {})
        .forEach((stage, length) -> parts.put(DrillStage.of(stage), Duration.parse(length)));
    Optional<Drill.Control> control = Optional.empty();
    if (row.getString("fault") != null) {
      control =
          Optional.of(
              new Drill.Control(
                  row.getString("fault"),
                  row.getLong("fault_seed"),
                  row.getBoolean("fault_named"),
                  checksOf(row.getString("checks_after_fault"))));
    }
    Optional<Drill.Backup> backup = Optional.empty();
    if (row.getString("backup_id") != null) {
      backup =
          Optional.of(
              new Drill.Backup(
                  row.getString("backup_id"),
                  instant(row, "backup_from").orElseThrow(),
                  instant(row, "backup_until").orElseThrow()));
    }
    return new Drill(
        row.getObject("id", UUID.class),
        row.getObject("run_id", UUID.class),
        Drill.Level.of(row.getString("level")).orElseThrow(),
        instant(row, "started_at").orElseThrow(),
        row.getString("started_by"),
        instant(row, "ended_at"),
        Optional.ofNullable(row.getString("verdict")).map(Drill.Verdict::of),
        DrillStage.of(row.getString("stage")),
        row.getString("source_instance"),
        Optional.ofNullable(row.getString("target_instance")),
        backup,
        Optional.ofNullable(row.getObject("marker", Long.class)),
        micros(row.getObject("rpo_micros", Long.class)),
        micros(row.getObject("rto_micros", Long.class)),
        parts,
        checksOf(row.getString("checks")),
        control,
        failures(row),
        json.readValue(row.getString("problems"), new TypeReference<List<Problem>>() {}),
        json.readValue(
            row.getString("configuration"), new TypeReference<TreeMap<String, String>>() {}));
  }

  private static TreeSet<Drill.Failure> failures(ResultSet row) throws SQLException {
    TreeSet<Drill.Failure> failures = new TreeSet<>();
    @Nullable Array array = row.getArray("failures");
    if (array != null) {
      for (String label : (String[]) array.getArray()) {
        failures.add(Drill.Failure.of(label));
      }
    }
    return failures;
  }

  private String checks(List<Examination.Result> results) {
    return json.writeValueAsString(
        results.stream()
            .map(
                result ->
                    Map.of(
                        "name", result.name(),
                        "verdict", result.verdict().label(),
                        "measured", result.measured(),
                        "expected", result.expected(),
                        "proves", result.proves(),
                        "doesNotProve", result.doesNotProve()))
            .toList());
  }

  private List<Examination.Result> checksOf(String text) {
    return json.readValue(text, new TypeReference<List<Map<String, String>>>() {}).stream()
        .map(
            one ->
                Examination.Result.of(
                    one.getOrDefault("name", ""),
                    one.getOrDefault("verdict", ""),
                    one.getOrDefault("measured", ""),
                    one.getOrDefault("expected", ""),
                    one.getOrDefault("proves", ""),
                    one.getOrDefault("doesNotProve", "")))
        .toList();
  }

  private static Map<String, String> texts(Map<DrillStage, Duration> parts) {
    Map<String, String> texts = new TreeMap<>();
    parts.forEach((stage, length) -> texts.put(stage.label(), length.toString()));
    return texts;
  }

  private static Optional<Duration> micros(@Nullable Long micros) {
    return Optional.ofNullable(micros).map(number -> Duration.of(number, ChronoUnit.MICROS));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
