package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.erasure.Trail;
import ai.coditect.ops.export.Canaries.Person;
import ai.coditect.ops.export.Canaries.Planted;
import ai.coditect.ops.export.content.Exported;
import ai.coditect.ops.export.content.WiderHouse;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Everybody carries a token in every personal column: each package has all of its own, in every
 * spelling, and none of anybody else's; and outside the packages there is none at all.
 */
class ExportCanaryIT {
  @TempDir static Path directory;
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
  private static final LocalPostgres.Database wider = LocalPostgres.shared().migrated();
  private static Path shelf;
  private static InProcessWorker worker;
  private static InProcessWorker widerWorker;

  /** As it is shipped: written by runs of the worker. */
  private static House shipped;

  /** With tables that no migration knows, so that no run would begin. */
  private static House unheardOf;

  private static String spoken;
  private static int runs;

  /** Who lives where, and the packages by whom they are about and their profile. */
  private record House(
      Canaries canaries, List<Person> people, Set<UUID> tenants, Map<String, Exported> packages) {

    static House plant(LocalPostgres.Database database, InProcessWorker worker) {
      Canaries canaries =
          new Canaries(JdbcClient.create(database.asSuperuser()), worker.get(MappedDatabase.class));
      List<Person> people = new ArrayList<>();
      Set<UUID> tenants = new LinkedHashSet<>();
      for (int i = 0; i < 3; i++) {
        UUID tenant = canaries.organization();
        tenants.add(tenant);
        for (int j = 0; j < 2; j++) {
          // Of nobody we know, of the same tenant, and of another.
          List<String> mentioned =
              new ArrayList<>(List.of("Stranger.%d%d+x@else.example.net".formatted(i, j)));
          people.stream()
              .skip(Math.max(0, people.size() - 2))
              .map(Person::email)
              .forEach(mentioned::add);
          mentioned.add("x%d%d-y@some-where.example.net".formatted(i, j));
          people.add(canaries.person(tenant, mentioned));
        }
      }
      people.forEach(canaries::fill);
      return new House(canaries, people, tenants, new HashMap<>());
    }

    Exported exported(UUID whom, Profile profile) {
      return Objects.requireNonNull(packages.get(key(whom, profile.name())));
    }

    static String key(UUID whom, String profile) {
      return whom + " " + profile.toLowerCase(Locale.ROOT);
    }
  }

  @BeforeAll
  static void exportEverybody() throws IOException {
    shelf = Files.createDirectories(directory.resolve("shelf"));
    try (Spoken listening = new Spoken()) {
      worker = InProcessWorker.start(database, variables(Path.of("jobs"), shelf));
      shipped = House.plant(database, worker);
      for (Profile profile : Profile.values()) {
        shipped.people().forEach(each -> request(each.organization(), each.id(), profile));
        shipped.tenants().forEach(tenant -> request(tenant, null, profile));
      }
      RunResult result = run(worker);
      assertThat(result.outcome()).as(result.toString()).isEqualTo(Ending.DONE);
      assertThat(result.changed().byKind()).containsEntry("exports-ready", 18L);
      spoken = listening.text() + result + worker.type("exports list", Map.of()).text();
    }
    for (Path file : files()) {
      Exported exported = Exported.read(Files.readAllBytes(file));
      JsonNode scope = exported.manifest().path("scope");
      UUID whom =
          UUID.fromString(scope.path("user").asString(scope.path("organization").asString()));
      shipped
          .packages()
          .put(House.key(whom, exported.manifest().path("profile").asString()), exported);
    }
    WiderHouse.in(wider);
    widerWorker =
        InProcessWorker.start(wider, variables(WiderHouse.jobs(directory.resolve("jobs")), shelf));
    unheardOf = House.plant(wider, widerWorker);
    for (Profile profile : Profile.values()) {
      for (Person each : unheardOf.people()) {
        unheardOf
            .packages()
            .put(
                House.key(each.id(), profile.name()),
                Exported.by(widerWorker, each.organization(), each.id(), profile));
      }
      for (UUID tenant : unheardOf.tenants()) {
        unheardOf
            .packages()
            .put(
                House.key(tenant, profile.name()), Exported.by(widerWorker, tenant, null, profile));
      }
    }
  }

  @AfterAll
  static void stop() {
    worker.close();
    widerWorker.close();
  }

  @Test
  void every_personal_column_of_the_map_was_filled_for_everybody() {
    PersonalDataMap map = widerWorker.get(MappedDatabase.class).map();
    Set<String> empty = new TreeSet<>();
    int columns = 0;
    for (Table table : map.tables().values()) {
      for (String column : table.columns().keySet()) {
        columns++;
        long rows =
            JdbcClient.create(wider.asSuperuser())
                .sql(
                    "select count(*) from %s where \"%s\" is not null"
                        .formatted(Canaries.quoted(table.name()), column))
                .query(Long.class)
                .single();
        if (rows < unheardOf.people().size()) {
          empty.add(table.name() + "." + column);
        }
      }
    }
    // An address's hash names no person, and a hold on a person has none.
    assertThat(empty).containsExactly("coditect_ops.holds.email_hash");
    assertThat(columns).isGreaterThan(30);
  }

  @Test
  void a_person_gets_every_token_of_the_profile_and_nobody_elses() {
    for (House house : List.of(shipped, unheardOf)) {
      for (Person person : house.people()) {
        for (Profile profile : Profile.values()) {
          ofPerson(house, person, profile);
        }
      }
    }
  }

  private static void ofPerson(House house, Person person, Profile profile) {
    Exported exported = house.exported(person.id(), profile);
    String what = person + " " + profile;
    Set<String> own = new HashSet<>();
    own.add(person.id().toString());
    own.add(person.organization().toString());
    Set<String> others = new HashSet<>(mentioned(person));
    house.people().forEach(each -> others.add(each.id().toString()));
    for (Planted each : house.canaries().planted()) {
      if (each.person().equals(Optional.of(person)) && each.profiles().contains(profile)) {
        own.add(each.value());
        assertThat(missing(exported, each)).as(what + " " + each).isEmpty();
      } else {
        others.add(each.value());
      }
    }
    others.removeAll(own);
    assertThat(own).hasSizeGreaterThan(5);
    assertThat(others).hasSizeGreaterThan(100);
    assertThat(found(exported, others)).as(what).isEmpty();
    assertThat(redactions(exported))
        .as(what)
        .isEqualTo(new TreeMap<>(house.canaries().mentions(person, profile)))
        .isNotEmpty();
  }

  @Test
  void an_organization_gets_everything_of_it_and_nothing_of_another() {
    for (House house : List.of(shipped, unheardOf)) {
      for (UUID tenant : house.tenants()) {
        for (Profile profile : Profile.values()) {
          ofOrganization(house, tenant, profile);
        }
      }
    }
  }

  private static void ofOrganization(House house, UUID tenant, Profile profile) {
    Exported exported = house.exported(tenant, profile);
    String what = tenant + " " + profile;
    Set<String> own = new HashSet<>();
    // What somebody of it says about others is its own, as it stands.
    house.people().stream()
        .filter(each -> each.organization().equals(tenant))
        .forEach(
            each -> {
              own.addAll(mentioned(each));
              own.add(house.canaries().refersTo(each).id().toString());
            });
    Set<String> others = new HashSet<>();
    for (Planted each : house.canaries().planted()) {
      if (!each.organization().equals(tenant)) {
        others.add(each.value());
      } else if (each.table().startsWith("coditect_shared")
          && (!each.personal() || each.profiles().contains(profile))) {
        own.add(each.value());
        assertThat(missing(exported, each)).as(what + " " + each).isEmpty();
      }
    }
    others.removeAll(own);
    assertThat(found(exported, others)).as(what).isEmpty();
    assertThat(redactions(exported)).as(what).isEmpty();
  }

  @Test
  void outside_the_packages_nobody_is_named() throws IOException {
    Trail trail = new Trail();
    shipped.people().forEach(person -> trail.id(person.id()));
    shipped.canaries().planted().stream()
        .filter(each -> each.value().startsWith("canary"))
        .forEach(each -> trail.token(each.value()));
    Set<String> planted = new TreeSet<>();
    PersonalDataMap map = worker.get(MappedDatabase.class).map();
    map.tables().values().stream()
        .filter(
            table ->
                table.subject().isPresent()
                    || table.name().matches(".*[.](organizations|licenses)"))
        .forEach(table -> planted.add(table.name()));
    assertThat(new TreeSet<>(trail.inDatabase(jdbc))).isEqualTo(planted);
    assertThat(jdbc.sql("select count(*) from coditect_ops.outbox").query(Long.class).single())
        .isPositive();
    assertThat(spoken).contains("package ready");
    assertThat(trail.inText(spoken)).isEmpty();
    for (Path file : files()) {
      assertThat(trail.inText(file.toString())).isEmpty();
    }
  }

  @Test
  void a_column_that_the_map_does_not_know_stops_everything() throws IOException {
    requestOfSomebody();
    List<Path> before = files();
    database.execute("alter table coditect_shared.projects add column phone text");
    try {
      RunResult result = run(worker);

      assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(result.problems())
          .anySatisfy(
              problem -> {
                assertThat(problem.what()).contains("coditect_shared.projects.phone");
                assertThat(problem.cure()).contains("phone: { do: anonymise, how: clear");
              });
      assertThat(files()).isEqualTo(before);
    } finally {
      database.execute("alter table coditect_shared.projects drop column phone");
    }
  }

  @Test
  void a_column_that_came_during_a_run_stops_the_next_package() {
    Person somebody = unheardOf.people().get(0);
    wider.execute("alter table coditect_shared.reactions add column phone text");
    try {
      assertThatThrownBy(
              () -> Exported.by(widerWorker, somebody.organization(), null, Profile.ACCESS))
          .isInstanceOfSatisfying(
              ProblemsException.class,
              e ->
                  assertThat(e.problems())
                      .singleElement()
                      .extracting(Problem::what)
                      .asString()
                      .contains("coditect_shared.reactions.phone"));
    } finally {
      wider.execute("alter table coditect_shared.reactions drop column phone");
    }
  }

  @Test
  void a_map_that_lacks_a_column_or_recipients_stops_everything() throws IOException {
    Path jobs = WiderHouse.shipped(directory.resolve("lacking"));
    Path map = jobs.resolve("personal-data.yaml");
    String text = Files.readString(map);
    Files.writeString(
        map,
        text.replaceFirst("(?m)^ +full_name: .*\n", "").replaceFirst("(?m)^  contact: .*\n", ""));
    Path empty = Files.createDirectories(directory.resolve("empty"));
    requestOfSomebody();
    try (InProcessWorker strict = InProcessWorker.start(database, variables(jobs, empty))) {
      RunResult result = run(strict);

      assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(result.outcome().exitCode()).isEqualTo(3);
      assertThat(result.problems())
          .hasSize(2)
          .anySatisfy(
              problem -> {
                assertThat(problem.what()).contains("coditect_shared.users.full_name");
                assertThat(problem.cure()).contains("full_name: { do: erase");
              })
          .anySatisfy(
              problem -> {
                assertThat(problem.what()).contains("who receives data of the category contact");
                assertThat(problem.where()).contains("personal-data.yaml");
              });
    }
    try (Stream<Path> written = Files.walk(empty)) {
      assertThat(written.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static void requestOfSomebody() {
    Person somebody = shipped.people().get(0);
    request(somebody.organization(), somebody.id(), Profile.ACCESS);
  }

  private static Map<String, String> variables(Path jobs, Path shelf) {
    return Map.of(
        "OPS_EXPORT_URI",
        shelf.toUri().toString().replaceFirst("/$", ""),
        "OPS_JOBS_DIR",
        jobs.toString());
  }

  private static void request(UUID organization, @Nullable UUID user, Profile profile) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("organization", organization.toString());
    if (user != null) {
      arguments.put("user", user.toString());
    }
    arguments.put("profile", profile.name().toLowerCase(Locale.ROOT));
    arguments.put("id", UUID.randomUUID().toString());
    arguments.put("by", "counsel");
    Reply reply = worker.type("exports request", arguments);
    assertThat(reply.exitCode()).as(reply.toString()).isZero();
  }

  private static RunResult run(InProcessWorker worker) {
    return worker.run("gdpr-export", "run-" + ++runs, Instant.now(), Map.of());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(shelf)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** The files of a value's table, and the page, that do not have it. */
  private static List<String> missing(Exported exported, Planted planted) {
    return Stream.of(planted.table() + ".jsonl", planted.table() + ".csv", "index.html")
        .filter(file -> !exported.text(file).toLowerCase(Locale.ROOT).contains(planted.value()))
        .toList();
  }

  /** The file names and the values that are in them. */
  private static List<String> found(Exported exported, Set<String> values) {
    List<String> found = new ArrayList<>();
    exported
        .files()
        .keySet()
        .forEach(
            name -> {
              String text = name + exported.text(name).toLowerCase(Locale.ROOT);
              values.stream()
                  .filter(text::contains)
                  .forEach(value -> found.add(name + ": " + value));
            });
    return found;
  }

  private static List<String> mentioned(Person person) {
    return person.mentioned().stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
  }

  private static Map<String, Long> redactions(Exported exported) {
    Map<String, Long> redactions = new TreeMap<>();
    exported
        .manifest()
        .path("redactions")
        .forEach(
            each ->
                redactions.put(
                    each.path("table").asString() + "." + each.path("column").asString(),
                    each.path("rows").asLong()));
    return redactions;
  }
}
