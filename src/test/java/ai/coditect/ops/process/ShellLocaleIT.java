package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.privacy.address.AddressForm;
import ai.coditect.ops.privacy.address.AddressPairs;
import ai.coditect.ops.privacy.address.AddressPairs.Pair;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands typed in a shell with and without a locale, with every letter that people have. */
class ShellLocaleIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Map<String, String> NONE = Map.of();
  private static final Map<String, String> C = Map.of("LANG", "C");
  private static final Map<String, String> UTF8 = Map.of("LANG", "C.UTF-8");

  @TempDir Path ledger;

  @Test
  void a_hold_is_on_the_address_that_was_typed_whatever_the_locale() {
    placeHolds(List.of(NONE, C, UTF8));
  }

  private void placeHolds(List<Map<String, String>> locales) {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    Map<UUID, Map<String, String>> people = new TreeMap<>();
    for (Map<String, String> locale : locales) {
      people.put(tenants.user(organization, "MEMBER", LONG_AGO), locale);
    }
    tenants.user(organization, "MEMBER", LONG_AGO);
    people.forEach(
        (id, locale) -> {
          String name = "jörg" + Integer.toHexString(id.hashCode());
          tenants
              .jdbc()
              .sql("update coditect_shared.users set email = ? where id = ?")
              .params(name.toUpperCase(Locale.ROOT) + "@xn--mller-kva.example", id)
              .update();
          Map<String, String> environment = new HashMap<>(InProcessWorker.erasing(ledger));
          environment.putAll(
              Map.of(
                  "DB_HOST",
                  database.host(),
                  "DB_PORT",
                  Integer.toString(database.port()),
                  "DB_NAME",
                  database.name(),
                  "DB_USER",
                  LocalPostgres.WORKER,
                  "DB_PASSWORD",
                  "geheim-ü",
                  "DB_SSLMODE",
                  "disable"));
          environment.putAll(locale);
          String ground = "Az. 12 „Ö“ " + id;
          try (WorkerProcess worker =
              WorkerProcess.startFromShell(
                  StandardCharsets.UTF_8,
                  environment,
                  "holds",
                  "place",
                  "--email",
                  name + "@müller.example",
                  "--ground=" + ground,
                  "--by",
                  "Jürgen Weiß",
                  "--json")) {
            assertThat(worker.exitCode(PATIENCE)).as(worker.err() + worker.out()).isZero();
            JsonNode hold = JsonMapper.builder().build().readTree(worker.out()).get("hold");
            assertThat(hold.get("ground").asString()).isEqualTo(ground);
            assertThat(hold.get("placedBy").asString()).isEqualTo("Jürgen Weiß");
            assertThat(hold.get("fits").get(0).get("people").asInt()).isEqualTo(1);
            assertThat(worker.out() + worker.err())
                .doesNotContainIgnoringCase(name)
                .doesNotContain("müller", "mller-kva", "geheim");
          }
          assertThat(
                  tenants.count(
                      "select count(*) from coditect_ops.holds where part_of is null and ground = '"
                          + ground
                          + "' and placed_by = 'Jürgen Weiß'"))
              .isEqualTo(1);
        });
    try (InProcessWorker worker =
        InProcessWorker.start(database, InProcessWorker.erasing(ledger))) {
      worker.run("gdpr-purge", "one", NOW, Map.of());
    }
    assertThat(tenants.users())
        .hasSize(people.size() + 1)
        .contains(owner)
        .containsAll(people.keySet());
  }

  /** One process for each locale, which decodes its arguments as the command line does. */
  @Test
  @Tag("campaign")
  void every_pair_is_typed_in_every_locale_and_found_by_what_versions_before_made_of_it() {
    typeEveryPair(List.of(NONE, C, UTF8));
  }

  private static void typeEveryPair(List<Map<String, String>> locales) {
    String[] typed = AddressPairs.SAME.stream().map(Pair::typed).toArray(String[]::new);
    for (Map<String, String> locale : locales) {
      try (WorkerProcess shell =
          WorkerProcess.startFromShell(
              StandardCharsets.UTF_8,
              locale,
              WorkerProcess.command(AddressesInShell.class, typed))) {
        assertThat(shell.exitCode(PATIENCE)).as(shell.err()).isZero();
        List<String> lines = shell.out().lines().toList();
        assertThat(lines).hasSize(typed.length);
        for (int i = 0; i < typed.length; i++) {
          Pair pair = AddressPairs.SAME.get(i);
          String[] hashes = lines.get(i).split(" ");
          assertThat(hashes[0])
              .as(pair.why() + locale)
              .isEqualTo(AddressesInShell.now(pair.stored()));
          if (!AddressPairs.REFUSED_BEFORE.contains(pair.why())) {
            assertThat(
                    AddressForm.LOWER_CASED
                        .spellings(pair.stored(), pair.stored().toLowerCase(Locale.ROOT), true)
                        .stream()
                        .map(AddressesInShell::before))
                .as(pair.why() + locale)
                .contains(hashes[1]);
          }
        }
      }
    }
  }

  @Test
  void words_and_variables_are_read_and_said_as_they_were_written() {
    Map<String, String> environment = new HashMap<>(C);
    environment.put("DB_SSLMODE", "vollständig");
    try (WorkerProcess worker =
        WorkerProcess.startFromShell(
            StandardCharsets.UTF_8, environment, "run", "größe", "--key", "k")) {
      assertThat(worker.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(worker.err()).contains("\"größe\"", "\"vollständig\"");
    }
  }

  @Test
  void bytes_that_are_no_text_are_refused_and_not_repeated() {
    try (WorkerProcess worker =
        WorkerProcess.startFromShell(
            StandardCharsets.ISO_8859_1, C, place("u1-jörg@müller.example"))) {
      refused(worker, "Unreadable argument: number 4, of --email,");
    }
    Map<String, String> environment = new HashMap<>(UTF8);
    environment.put("DB_PASSWORD", "geheim-ü");
    try (WorkerProcess worker =
        WorkerProcess.startFromShell(
            StandardCharsets.ISO_8859_1, environment, place("u1-joerg@mueller.example"))) {
      refused(worker, "DB_PASSWORD is not text in UTF-8");
    }
  }

  @Test
  void the_log_of_serve_is_utf8_where_there_is_no_locale() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
            + " retry_at, parameters) values ('license-expiry', 'größe-Ω-名', 'command', now(), 'w',"
            + " 'failed', now(), now(), '{}')");
    Map<String, String> environment = new HashMap<>(C);
    environment.putAll(database.environment());
    environment.putAll(
        Map.of(
            "GOOGLE_CLOUD_PROJECT",
            "demo-project",
            "PUBSUB_EMULATOR_HOST",
            "127.0.0.1:1",
            "SERVER_PORT",
            "0"));
    try (WorkerProcess worker =
        WorkerProcess.startFromShell(StandardCharsets.UTF_8, environment, "serve")) {
      Await.until("the run", worker, () -> worker.err().contains("run started"));
      assertThat(worker.err().lines().filter(line -> line.contains("run started")))
          .singleElement()
          .asString()
          .startsWith("{")
          .contains("\"key\":\"größe-Ω-名\"");
    }
  }

  private static String[] place(String address) {
    return new String[] {
      "holds", "place", "--email", address, "--ground", "case 12", "--by", "counsel", "--json"
    };
  }

  private static void refused(WorkerProcess worker, String what) {
    assertThat(worker.exitCode(PATIENCE)).as(worker.err() + worker.out()).isEqualTo(2);
    assertThat(JsonMapper.builder().build().readTree(worker.out()).get("problems").toString())
        .contains(what, "LC_ALL=C.UTF-8");
    assertThat(worker.out() + worker.err()).doesNotContain("u1-j", "ller.example", "geheim");
  }

  @Test
  void a_file_that_the_locale_cannot_spell_is_not_said_to_be_absent() {
    unspelt("drills", "verify", "evidence.jsonl", "--key", "/tmp/Jörg/key.pem");
  }

  @Test
  @Tag("campaign")
  void so_it_is_with_every_file_that_a_command_reads() {
    unspelt("exports", "verify", "/tmp/Jörg/copy.zip");
    unspelt("drills", "verify", "/tmp/Jörg/evidence.jsonl", "--key", "key.pem");
  }

  private static void unspelt(String... command) {
    try (WorkerProcess worker =
        WorkerProcess.startFromShell(StandardCharsets.UTF_8, NONE, command)) {
      assertThat(worker.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(worker.err())
          .contains("this process's locale cannot spell", "LC_ALL=C.UTF-8")
          .doesNotContain("no such file", "no Ed25519", "Jörg");
    }
  }
}
