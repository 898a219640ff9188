package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.export.redact.OtherPeople;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every statement that copies rows is spoilt in every way that we know, table by table: whatever a
 * spoilt statement brings along, or leaves behind, is noticed before the package ends.
 */
class ContainmentIT {
  private static final int LARGE = 2_000;
  private static final int PIECE = 1_000;

  @TempDir static Path directory;
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final Residents residents = new Residents(database);
  private static InProcessWorker worker;
  private static UUID tenant;
  private static UUID ada;
  private static UUID bob;
  private static UUID elsewhere;
  private static UUID eve;

  @BeforeAll
  static void plant() {
    WiderHouse house = WiderHouse.in(database);
    tenant = residents.organization("first");
    ada = residents.user(tenant, "ada");
    bob = residents.user(tenant, "bob");
    elsewhere = residents.organization("second");
    eve = residents.user(elsewhere, "eve");
    UUID third = residents.organization("third");
    for (UUID who : List.of(ada, bob, eve, residents.user(third, "dan"))) {
      UUID where =
          who.equals(eve) ? elsewhere : who.equals(ada) || who.equals(bob) ? tenant : third;
      residents.license(where, "{}");
      residents.license(where, "{\"a\": 1}");
      residents.evidence(where, who);
      residents.evidence(where, who);
      for (int i = 0; i < 2; i++) {
        residents.project(where, who, "Plan " + i);
        UUID comment = house.comment(where, who, null, said(i > 0 && !where.equals(third)), "{}");
        UUID reaction = house.reaction(comment, "ok");
        house.star(house.reaction(comment, "fine"), "first");
        house.star(reaction, "second");
      }
    }
    worker =
        InProcessWorker.start(
            database, Map.of("OPS_JOBS_DIR", WiderHouse.jobs(directory).toString()));
  }

  /** A large one comes in three pieces; HostileValuesIT has such as are large in production. */
  private static String said(boolean large) {
    return "said ".repeat(large ? LARGE / 4 : 1);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void unspoilt_statements_pass() {
    for (Scope scope : List.of(person(), organization())) {
      List<Place> places = places(scope);
      for (int i = 0; i < places.size(); i++) {
        assertThat(outcome(scope, places.get(i), composed(scope, places).get(i)))
            .as(places.get(i).table())
            .isNull();
      }
    }
  }

  /** Both formats of large rows, each of one scope in the gate: as JSON about a person. */
  @Test
  void every_spoilt_statement_about_a_person_is_stopped_by_containment() {
    spoil(person(), bob, EnumSet.complementOf(EnumSet.of(Kind.CSV_ROWS, Kind.CSV_PIECES)));
  }

  /** And here as CSV. */
  @Test
  void every_spoilt_statement_about_an_organization_is_stopped_by_containment() {
    spoil(organization(), elsewhere, EnumSet.complementOf(EnumSet.of(Kind.JSON_PIECES)));
  }

  @Test
  @Tag("campaign")
  void so_is_each_of_either_in_both_formats() {
    spoil(person(), bob, EnumSet.allOf(Kind.class));
    spoil(organization(), elsewhere, EnumSet.allOf(Kind.class));
  }

  private static void spoil(Scope scope, UUID another, Set<Kind> kinds) {
    List<Place> places = places(scope);
    List<Map<Kind, String>> composed = composed(scope, places);
    Set<String> survivors = new TreeSet<>();
    int tried = 0;
    for (int i = 0; i < places.size(); i++) {
      for (Kind kind : kinds) {
        for (Map.Entry<String, UnaryOperator<String>> spoiling :
            spoilings(scope, another).entrySet()) {
          if (!runs(kind, places.get(i))) {
            continue;
          }
          Map<Kind, String> spoilt = new EnumMap<>(composed.get(i));
          spoilt.compute(kind, (k, text) -> spoiling.getValue().apply(text));
          if (spoilt.equals(composed.get(i))) {
            continue;
          }
          Throwable outcome = outcome(scope, places.get(i), spoilt);
          tried++;
          if (!(outcome instanceof ForeignRowException)) {
            survivors.add(
                places.get(i).table() + " " + kind + " " + spoiling.getKey() + ": " + outcome);
          }
        }
      }
    }
    assertThat(survivors).as(tried + " spoilt statements").isEmpty();
    assertThat(tried).isGreaterThan(places.size() * 12);
  }

  /** Only a table with large rows has use for all of its statements. */
  private static boolean runs(Kind kind, Place place) {
    boolean large = place.table().equals("coditect_shared.comments");
    return switch (kind) {
      case JSON_ROWS -> true;
      case CSV_LINES -> !large;
      case CSV_ROWS, JSON_PIECES, CSV_PIECES -> large;
      case COUNT, REDACTIONS, SEARCHED, MENTIONED, OWN_ADDRESSES -> false;
    };
  }

  /** Each leaves a statement alone that it has no place in. */
  private static Map<String, UnaryOperator<String>> spoilings(Scope scope, UUID another) {
    String own = scope.user().orElse(scope.organization()).toString();
    Map<String, UnaryOperator<String>> spoilings = new LinkedHashMap<>();
    spoilings.put("no where", text -> text.replaceFirst("(.*) where .* order by ", "$1 order by "));
    spoilings.put(
        "nobody in particular",
        text -> text.replaceFirst(" where [^=]+ = '" + own + "'", " where true"));
    spoilings.put(
        "somebody else", text -> text.replaceFirst("( where [^=]+ = )'" + own, "$1'" + another));
    spoilings.put(
        "everybody else",
        text -> text.replaceFirst("( where [^=]+) = ('" + own + "')", "$1 <> $2"));
    spoilings.put(
        "these and others",
        text ->
            text.replaceFirst("( where [^=]+) = ('" + own + "')", "$1 in ($2, '" + another + "')"));
    for (int step = 1; step <= 3; step++) {
      String join = " and t" + step + "\\.\\S+ = t" + (step - 1) + "\\.[^ )]+";
      spoilings.put("no join " + step, text -> text.replaceFirst(join, ""));
    }
    spoilings.put(
        "a join by another column",
        text -> text.replaceFirst(" and t1\\.(\\S+) = t0\\.[^ )]+", " and t1.$1 is not null"));
    spoilings.put("no row", text -> text.replaceFirst(" order by ", " and false order by "));
    spoilings.put("one row less", text -> text.replaceFirst("\\) r\\)", " offset 1) r)"));
    spoilings.put(
        "one line less",
        text ->
            text.replaceFirst("\\) to stdout \\(format csv", " offset 1) to stdout (format csv"));
    spoilings.put(
        "every row twice",
        text -> text.replaceFirst(" from (\\S+) t0", " from (values (1), (2)) twice (n), $1 t0"));
    spoilings.put(
        "a tenant that is not told",
        text ->
            text.replaceFirst(
                "select cast\\(.+? as uuid\\) as tenant", "select cast(null as uuid) as tenant"));
    spoilings.put(
        "a person who is not told",
        text ->
            scope.user().isEmpty()
                ? text
                : text.replaceFirst(
                    "as tenant, cast\\(.+? as uuid\\) as subject",
                    "as tenant, cast(null as uuid) as subject"));
    spoilings.put(
        "a tenant or a person that is somebody else's",
        text ->
            text.replaceFirst(
                scope.user().isPresent()
                    ? "as tenant, cast\\(.+? as uuid\\) as subject"
                    : "select cast\\(.+? as uuid\\) as tenant",
                (scope.user().isPresent() ? "as tenant, " : "select ")
                    + "cast('"
                    + another
                    + "' as uuid) as "
                    + (scope.user().isPresent() ? "subject" : "tenant")));
    return spoilings;
  }

  private static Scope person() {
    return new Scope(tenant, Optional.of(ada), Profile.ACCESS);
  }

  private static Scope organization() {
    return new Scope(tenant, Optional.empty(), Profile.ACCESS);
  }

  private static List<Place> places(Scope scope) {
    MappedDatabase mapped = worker.get(MappedDatabase.class);
    return Outline.of(mapped.map(), mapped.catalogue(), scope, new Wording(Map.of(), "")).places();
  }

  private static List<Map<Kind, String>> composed(Scope scope, List<Place> places) {
    try (SnapshotStore snapshot = snapshot()) {
      return new ExportStatementStore(snapshot, LARGE, PIECE)
          .compose(
              places, scope, worker.get(MappedDatabase.class).map().subject(), List.of("email"));
    }
  }

  private static SnapshotStore snapshot() {
    return SnapshotStore.open(worker.get(DataSource.class), Duration.ofMinutes(1));
  }

  private static Throwable outcome(Scope scope, Place place, Map<Kind, String> statements) {
    Contents contents =
        new Contents(
            scope.organization(),
            scope.user(),
            "access",
            Instant.EPOCH.plus(Duration.ofDays(20_000)),
            "test",
            List.of(place.sheet()),
            List.of());
    try (SnapshotStore snapshot = snapshot()) {
      return catchThrowable(
          () -> {
            try (ParcelWriter parcel = ParcelWriter.to(OutputStream.nullOutputStream(), contents)) {
              new TableCopy(
                      snapshot,
                      scope,
                      place,
                      statements,
                      OtherPeople.than(List.of(), Set.of()),
                      () -> {})
                  .into(parcel);
              parcel.finish();
            }
          });
    }
  }
}
