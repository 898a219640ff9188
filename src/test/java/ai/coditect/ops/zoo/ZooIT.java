package ai.coditect.ops.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.RowPlacesTest;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.effect.SideEffects;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.zoo.ZooSchema.Line;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * On schemas like other people's the jobs do what the map says to the rows it says, and no more.
 */
class ZooIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Pattern CANARY = Pattern.compile("canary-([a-z]+)-[0-9]+");

  /** Of no effect on what is there afterwards. */
  private static final Set<String> SEEN_ELSEWHERE = Set.of("kept", "changed-first", "written");

  private static final String SHARED = "coditect_shared.";

  @TempDir Path directory;

  /** What these show, others of the gate show as well. */
  private static final Set<String> IN_THE_CAMPAIGN = Set.of("invoices", "licenses");

  static List<String> schemas() {
    return ZooSchema.all().stream().filter(name -> !IN_THE_CAMPAIGN.contains(name)).toList();
  }

  static Set<String> rest() {
    return IN_THE_CAMPAIGN;
  }

  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("rest")
  void so_it_is_with_the_rest_of_the_zoo(String name) {
    everybody_gets_their_copy_and_only_who_must_go_goes(name);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everybody_gets_their_copy_and_only_who_must_go_goes(String name) {
    ZooSchema schema = ZooSchema.make(name);
    EveryRow before = EveryRow.of(schema);
    try (InProcessWorker worker = InProcessWorker.start(schema.database(), erasing(schema))) {
      assertThat(worker.get(MappedDatabase.class).problems()).isEmpty();
      assertThat(worker.get(SideEffects.class).problems()).isEmpty();
      assertThat(worker.get(CountStore.class).statements().compose().all())
          .allSatisfy(each -> assertThat(RowPlacesTest.compared(each.text())).isEmpty());
      copies(schema, worker, before);

      RunResult dry = worker.dryRun("gdpr-purge", NOW);
      RunResult run = worker.run("gdpr-purge", "one", NOW, Map.of());

      assertThat(run.outcome()).as(run.toString()).isEqualTo(Ending.DONE);
      EveryRow after = EveryRow.of(schema);
      assertThat(before.becomes(after)).isEqualTo(different(schema));
      counted(schema, dry, run);
      left(schema, worker, run);
      told(schema, worker);
      certified(schema, worker);
      assertThat(canaries(after.toString()))
          .noneMatch(canary -> canary.matches("canary-(ann|cyd|cat)-.*"));
    }
  }

  private Map<String, String> erasing(ZooSchema schema) {
    Map<String, String> variables =
        new HashMap<>(InProcessWorker.erasing(directory.resolve("ledger")));
    variables.put("OPS_JOBS_DIR", schema.jobs(directory.resolve("jobs")).toString());
    assertThat(directory.resolve("ledger").toFile().mkdir()).isTrue();
    return variables;
  }

  @Test
  void what_a_backup_brings_back_goes_again_as_the_map_says() {
    replayed("assignments");
  }

  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("everything")
  void so_it_is_with_every_schema(String name) {
    replayed(name);
  }

  static List<String> everything() {
    return ZooSchema.all();
  }

  private void replayed(String name) {
    ZooSchema schema = ZooSchema.make(name);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(schema.database());
    Map<String, String> variables = erasing(schema);
    try (InProcessWorker worker = InProcessWorker.start(schema.database(), variables)) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    try (InProcessWorker worker = InProcessWorker.start(backup, variables)) {
      assertThat(worker.type("ledger adopt", Map.of("by", "anna")).document())
          .containsEntry("adopted", true);
      Reply reply = worker.type("erasures replay", Map.of("by", "anna"));
      assertThat(reply.document()).as(reply.toString()).containsEntry("remain", 0L);
    }
    assertThat(
            EveryRow.of(schema).becomes(EveryRow.of(new ZooSchema(name, backup, schema.names()))))
        .isEmpty();
  }

  @Test
  void while_a_copy_still_has_somebody_the_run_is_refused_and_nobody_is_certified() {
    ZooSchema schema = ZooSchema.make("reports");
    schema
        .database()
        .execute(
            "create or replace function coditect_shared.refresh_directory() returns void language sql"
                + " security definer set search_path = pg_catalog as ''");
    try (InProcessWorker worker = InProcessWorker.start(schema.database(), erasing(schema))) {
      RunResult run = worker.run("gdpr-purge", "one", NOW, Map.of());

      assertThat(run.outcome()).as(run.toString()).isEqualTo(Ending.REFUSED);
      assertThat(run.problems())
          .singleElement()
          .extracting(Problem::what)
          .isEqualTo(
              "A materialized view still has people who are gone: coditect_shared.directory, made"
                  + " anew, has 4 rows of them.");
      Reply reply =
          worker.type("erasures certificate", Map.of("request", schema.id("ask-ann").toString()));
      assertThat(reply.exitCode()).isEqualTo(3);
      assertThat(reply.problems())
          .singleElement()
          .extracting(Problem::what)
          .isEqualTo(
              "Not certified yet: materialized views still have what was erased:"
                  + " coditect_shared.directory, coditect_shared.headcounts.");
    }
  }

  @Test
  void licenses_in_partitions_expire_as_others_do() {
    ZooSchema schema = ZooSchema.make("licenses");
    EveryRow before = EveryRow.of(schema);
    try (InProcessWorker worker = InProcessWorker.start(schema.database(), Map.of())) {
      RunResult run = worker.run("license-expiry", "one", NOW, Map.of());
      assertThat(run.outcome()).as(run.toString()).isEqualTo(Ending.DONE);
    }
    assertThat(before.becomes(EveryRow.of(schema)))
        .isEqualTo(
            schema.names().values().stream()
                .filter(name -> name.startsWith("due-"))
                .map(name -> SHARED + "licenses " + name + " changed status")
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void rows_of_an_organization_are_taken_by_their_places_also_in_partitions() {
    ZooSchema schema = ZooSchema.make("partitions");
    schema
        .database()
        .execute(
            "insert into coditect_shared.licenses (organization_id, license_key) select o.id, o.slug"
                + " || n from coditect_shared.organizations o, generate_series(1, 3000) n",
            "insert into coditect_shared.events (id, organization_id, what) select 10 + n, o.id, ''"
                + " from coditect_shared.organizations o, generate_series(1, 3000) n",
            "analyze");
    Map<String, String> variables =
        Map.of("OPS_JOBS_DIR", schema.jobs(directory.resolve("jobs")).toString());
    try (InProcessWorker worker = InProcessWorker.start(schema.database(), variables)) {
      for (String table : List.of("licenses", "events")) {
        String plan =
            worker.get(CountStore.class).statements().compose().all().stream()
                .filter(each -> each.table().equals(SHARED + table))
                .filter(each -> each.text().contains("delete from"))
                .map(
                    each ->
                        String.join(
                            "\n",
                            worker
                                .get(JdbcClient.class)
                                .sql("explain " + each.text())
                                .param("organization", schema.id("coil"))
                                .param("most", 500)
                                .param("as_of", null, java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                                .query(String.class)
                                .list()))
                .collect(Collectors.joining());
        assertThat(plan)
            .contains("Delete on " + table, "Tid Scan on " + table, "TID Cond: (ctid = ANY");
      }
    }
  }

  /** Whoever gets a copy has all their own tokens in it, and nobody else's. */
  private static void copies(ZooSchema schema, InProcessWorker worker, EveryRow before) {
    copy(schema, worker, before, "acme", "ann", owner -> owner.startsWith("ann"));
    copy(schema, worker, before, "coil", null, Set.of("coil", "cyd", "cat")::contains);
  }

  private static void copy(
      ZooSchema schema,
      InProcessWorker worker,
      EveryRow before,
      String organization,
      @Nullable String person,
      Predicate<String> own) {
    StringBuilder copy = new StringBuilder();
    @Nullable UUID user = person == null ? null : schema.id(person);
    Exported.by(worker, schema.id(organization), user, Profile.ACCESS)
        .files()
        .values()
        .forEach(file -> copy.append(new String(file, StandardCharsets.UTF_8)));
    assertThat(canaries(copy.toString()))
        .isEqualTo(
            canaries(before.toString()).stream()
                .filter(canary -> own.test(canary.split("-")[1]))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Set<String> canaries(String text) {
    Set<String> found = new TreeSet<>();
    for (Matcher canary = CANARY.matcher(text); canary.find(); ) {
      found.add(canary.group());
    }
    return found;
  }

  private static Set<String> different(ZooSchema schema) {
    Set<String> different = new TreeSet<>();
    for (Line line : schema.expected()) {
      if (!line.who().equals("left") && !SEEN_ELSEWHERE.contains(line.what())) {
        different.add(
            (line.where().contains(".") ? "" : SHARED)
                + line.where()
                + " "
                + line.row()
                + (line.what().equals("gone") ? " gone " : " changed ")
                + line.column());
      }
    }
    return different;
  }

  /** What the run says that it did is what was expected and, where nobody is left, planned. */
  private static void counted(ZooSchema schema, RunResult dry, RunResult run) {
    Map<String, Long> expected = new TreeMap<>();
    rows(schema, line -> !line.who().equals("left"))
        .forEach(
            (what, tables) -> {
              if (!what.equals("kept")) {
                tables.forEach(
                    (table, rows) ->
                        expected.merge(
                            table.replace('_', '-').replace('.', '-')
                                + (what.equals("gone") ? "-erased" : "-changed"),
                            rows,
                            Long::sum));
              }
            });
    assertThat(run.changed().byKind()).containsExactlyInAnyOrderEntriesOf(expected);
    Map<String, Long> planned = new TreeMap<>();
    for (Forecast.Line line : dry.plan().orElseThrow().lines()) {
      planned.merge(line.kind(), line.count(), Long::sum);
    }
    expected.forEach(
        (kind, rows) -> assertThat(planned.get(kind)).as(kind).isGreaterThanOrEqualTo(rows));
    if (schema.expected().stream().noneMatch(line -> line.who().equals("left"))) {
      assertThat(planned).isEqualTo(expected);
    }
  }

  /** Rows by what happens to them and their table; a row that changes in two columns is one. */
  private static Map<String, Map<String, Long>> rows(ZooSchema schema, Predicate<Line> which) {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    schema.expected().stream()
        .filter(which)
        .map(
            line ->
                line.what().equals("untied")
                    ? line
                    : new Line(line.who(), line.where(), line.row(), line.what(), ""))
        .distinct()
        // What a trigger writes goes at once.
        .map(
            line ->
                line.what().equals("written")
                    ? new Line(line.who(), line.where(), line.row(), "gone", "")
                    : line)
        .forEach(
            line ->
                rows.computeIfAbsent(line.what(), what -> new TreeMap<>())
                    .merge(line.where(), 1L, Long::sum));
    return rows;
  }

  private static void left(ZooSchema schema, InProcessWorker worker, RunResult run) {
    Reply plan =
        worker.type(
            "erasures plan", Map.of("run", run.run().orElseThrow().toString(), "people", "true"));
    Set<String> found = new TreeSet<>();
    for (Object each : (List<?>) plan.document().get("left")) {
      Map<?, ?> one = (Map<?, ?>) each;
      Object who = one.get("user") == null ? one.get("organization") : one.get("user");
      @Nullable Object hold = one.get("hold");
      found.add(
          schema.names().get(UUID.fromString(who.toString()))
              + " "
              + one.get("reason")
              + " "
              + (hold == null
                  ? ((Map<?, ?>) one.get("by")).get("table")
                  : schema.names().get(UUID.fromString(hold.toString()))));
    }
    assertThat(found)
        .isEqualTo(
            schema.expected().stream()
                .filter(line -> line.who().equals("left"))
                .map(line -> line.where() + " " + line.row() + " " + line.what())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What ended and cannot go is told until somebody has seen to it. */
  private static void told(ZooSchema schema, InProcessWorker worker) {
    List<String> lasting =
        schema.expected().stream()
            .filter(line -> line.row().equals("rows-of-others"))
            .map(line -> schema.id(line.where()) + ": rows-of-others in " + line.what())
            .toList();
    assertThat(worker.type("erasures list", Map.of()).text().stream().map(String::strip))
        .containsAll(lasting);
    assertThat(worker.type("erasures list", Map.of("state", "open")).document())
        .containsKey("cannotEnd");
    assertThat(worker.type("erasures list", Map.of("state", "completed")).document())
        .doesNotContainKey("cannotEnd");
    Check check =
        worker.all(Check.class).stream()
            .filter(each -> each.claim().startsWith("ended organizations"))
            .findFirst()
            .orElseThrow();
    assertThat(check.examine().problems())
        .extracting(Problem::what)
        .isEqualTo(
            lasting.stream()
                .map(each -> "An ended organization cannot go, " + each + ".")
                .toList());
    assertThat(check.examine().problems())
        .extracting(Problem::cure)
        .allMatch(cure -> cure.matches("Rows of \\S+ lead to people of other organizations.*"));
  }

  /** A certificate says what a comparison of all rows says. */
  private static void certified(ZooSchema schema, InProcessWorker worker) {
    for (String who : List.of("ann", "coil")) {
      Reply reply =
          worker.type(
              "erasures certificate", Map.of("request", schema.id("ask-" + who).toString()));
      assertThat(reply.exitCode()).as(reply.toString()).isZero();
      assertThat((List<?>) reply.document().getOrDefault("refreshed", List.of()))
          .extracting(each -> ((Map<?, ?>) each).get("view").toString())
          .containsExactlyInAnyOrderElementsOf(
              worker.get(MappedDatabase.class).map().views().keySet());
      Map<String, Map<String, Long>> rows = rows(schema, line -> line.who().equals(who));
      assertThat(said(reply, "erased")).isEqualTo(rows.getOrDefault("gone", Map.of()));
      assertThat(said(reply, "untied")).isEqualTo(rows.getOrDefault("untied", Map.of()));
      assertThat(said(reply, "anonymised")).isEqualTo(rows.getOrDefault("changed", Map.of()));
      Map<String, Long> there = new TreeMap<>(rows.getOrDefault("changed", Map.of()));
      rows.getOrDefault("kept", Map.of()).forEach((table, n) -> there.merge(table, n, Long::sum));
      assertThat(said(reply, "kept")).isEqualTo(there);
    }
  }

  /** Rows by table of the tenants, as a certificate has them. */
  private static Map<String, Long> said(Reply reply, String part) {
    Map<String, Long> said = new LinkedHashMap<>();
    for (Object each : (List<?>) reply.document().get(part)) {
      Map<?, ?> line = (Map<?, ?>) each;
      String table =
          line.containsKey("table")
              ? line.get("table").toString()
              : line.get("what").toString().replaceFirst("\\.[^.]*$", "");
      if (!table.startsWith("coditect_ops.")) {
        said.put(
            table.startsWith(SHARED) ? table.substring(SHARED.length()) : table,
            (Long) line.get("rows"));
      }
    }
    return new TreeMap<>(said);
  }
}
