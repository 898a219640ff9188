package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.trigger.command.Typed;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Names, addresses and numbers of people, planted wherever somebody else decides what stands there:
 * nothing of ours repeats one.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class PlantedTokensIT {
  private static final String ADDRESS = "zoe.planted@tokens.example";
  private static final String NAME = "Zoë " + PersonalTokens.NAME;
  private static final String PHONE = PersonalTokens.PHONE;
  private static final String RUN = "ai.coditect.ops.run.requested.v1";
  private static final String ERASE = "ai.coditect.privacy.erasure.requested.v1";
  private static final String COPY = "ai.coditect.privacy.export.requested.v1";
  private static final String LICENSE = "ai.coditect.license.changed.v1";

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
  private final Tenants tenants = new Tenants(database);
  private final UUID organization = tenants.organization("FREE");
  private final UUID asks = person("asks", null);
  private final UUID due = person("due", Instant.parse("2024-01-01T00:00:00Z"));
  private final UUID raising = UUID.randomUUID();

  @BeforeEach
  void makeDirectories() throws IOException {
    Files.createDirectories(directory.resolve("ledger"));
    Files.createDirectories(directory.resolve("packages"));
  }

  @Test
  void nothing_of_ours_repeats_what_somebody_else_has_written() {
    UUID license = tenants.license(organization);
    jdbc.sql("update coditect_shared.licenses set expires_at = now() - interval '1 day'").update();
    backendTriggers();
    String spoken;
    List<PubsubMessage> letters;
    List<PubsubMessage> outcomes;
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project");
        Spoken log = new Spoken()) {
      try (ServingWorker worker = ServingWorker.start(database, pubsub, variables())) {
        pubsub.awaitSubscription("ops-worker");
        events(desk, license);
        Await.until(
            "every event to be answered for", () -> pubsub.unacknowledged("ops-worker") == 0);
        await("the copy", () -> outcome("gdpr-export").contains("done"), log);
        await("the purge", () -> outcome("gdpr-purge").contains("done"), log);
        await("the license", () -> outcome("license-expiry").contains("failed"), log);
        Await.until("the relay to be in trouble", () -> log.text().contains("not relayed"));
        assertThat(worker.health()).contains("\"components\"", "\"details\"");
        assertThat(worker.page("/actuator/prometheus")).contains("ops_relay_failures");
        database.execute("drop trigger say_it on coditect_ops.outbox");
        Await.until(
            "the outbox to be empty",
            () -> tenants.count("select count(*) from coditect_ops.outbox") == 0);
      }
      letters = pubsub.published("ops-requests-dead");
      outcomes = pubsub.published("ops-outcomes");
      spoken = log.text();
    }
    assertThat(letters).hasSizeGreaterThanOrEqualTo(9);
    assertThat(letters)
        .allSatisfy(
            letter ->
                assertThat(found(letter.getAttributesOrThrow("ops-reject-reason"))).isEmpty());
    assertThat(outcomes).isNotEmpty();
    assertThat(found(outcomes.toString())).isEmpty();
    assertThat(spoken).contains("event rejected", "run finished", "not relayed");
    assertThat(found(spoken)).isEmpty();
    assertThat(inTables()).isEmpty();
    assertThat(inAnswers()).isEmpty();
  }

  /** Whoever writes the backend may raise what they like. */
  private void backendTriggers() {
    database.execute(
        "create function public.say_it() returns trigger language plpgsql as $$ begin raise exception"
            + " using message = '"
            + ADDRESS
            + "', detail = '"
            + NAME
            + "', hint = '"
            + PHONE
            + "', column = '"
            + ADDRESS
            + "', constraint = '"
            + NAME
            + "', datatype = '"
            + PHONE
            + "', table = '"
            + NAME
            + "', schema = '"
            + ADDRESS
            + "', errcode = tg_argv[0]; end $$",
        "create trigger say_it before update on coditect_shared.licenses for each row execute"
            + " function public.say_it('P0001')",
        "create trigger say_it before insert on coditect_ops.erasure_requests for each row when"
            + " (new.id = '"
            + raising
            + "') execute function public.say_it('22000')",
        "create trigger say_it before delete on coditect_ops.outbox for each row execute function"
            + " public.say_it('P0001')");
  }

  private void events(PubSubDesk desk, UUID license) {
    String mail = "mailto:" + ADDRESS;
    // Rejected, each for another reason.
    event(desk, mail, ADDRESS, "ai.coditect." + NAME, "{}");
    event(desk, mail, "not json " + NAME, RUN, "{\"job\": \"" + ADDRESS);
    event(desk, "//s", NAME, RUN, json("job", ADDRESS));
    event(
        desk,
        "//s",
        "p",
        RUN,
        "{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\"" + ADDRESS + "\"}}");
    event(
        desk,
        "//s",
        "n",
        RUN,
        "{\"job\":\"license-expiry\",\"parameters\":{\"" + NAME + "\":\"1\"}}");
    event(desk, "//s", "schema", ERASE, json("requestId", ADDRESS, "user", NAME, PHONE, PHONE));
    event(desk, mail, "raised", ERASE, request(raising, asks));
    event(desk, "//s", "nobody", COPY, request(UUID.randomUUID(), UUID.randomUUID()));
    desk.publish("ops-requests", Map.of("job", NAME, "param-of", ADDRESS), PHONE);
    desk.publish("ops-requests", Map.of(NAME, ADDRESS), PHONE);
    desk.publish(
        "ops-requests", Map.of("job", "license-expiry", "param-organization", ADDRESS), "x");
    // Taken, under a key that is somebody's address or name.
    desk.publish("ops-requests", Map.of("job", "license-expiry", "key", ADDRESS), "x");
    desk.publish("ops-requests", Map.of("job", "license-expiry", "key", NAME), "x");
    event(desk, "//s/" + NAME, PHONE, "ai.coditect." + NAME, "{}");
    // Taken, whatever they call themselves and whatever stands beside.
    event(desk, mail, ADDRESS, LICENSE, json("organizationId", organization, "licenseId", license));
    event(desk, "//s", NAME, LICENSE, json("organizationId", organization, "licenseId", license));
    event(desk, mail, NAME, RUN, json("job", "license-expiry"));
    event(desk, "//s", NAME, RUN, json("job", "license-expiry"));
    event(desk, "//s", PHONE, RUN, json("job", "license-expiry"));
    event(desk, mail, PHONE, COPY, request(UUID.randomUUID(), asks));
    event(desk, "//s", NAME, ERASE, request(UUID.randomUUID(), due));
  }

  private void event(PubSubDesk desk, String source, String id, String type, String data) {
    desk.publish(
        "ops-requests",
        Map.of(
            "ce-id", id,
            "ce-source", source,
            "ce-type", type,
            "ce-specversion", "1.0",
            "ce-subject", NAME,
            "contact", PHONE),
        data);
  }

  private String request(UUID id, UUID user) {
    return json(
        "requestId",
        id,
        "organizationId",
        organization,
        "userId",
        user,
        "requestedAt",
        Instant.now().minusSeconds(60).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }

  private static String json(Object... pairs) {
    StringBuilder text = new StringBuilder("{");
    for (int n = 0; n < pairs.length; n += 2) {
      text.append(n == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(pairs[n], pairs[n + 1]));
    }
    return text.append('}').toString();
  }

  private UUID person(String name, Instant deletedAt) {
    UUID id = tenants.user(organization, "MEMBER", deletedAt);
    jdbc.sql("update coditect_shared.users set email = ?, username = ?, full_name = ? where id = ?")
        .params(name + "." + ADDRESS, name + " " + PHONE, NAME, id)
        .update();
    return id;
  }

  private void await(String what, BooleanSupplier reached, Spoken log) {
    Await.until(
        what,
        reached,
        () -> true,
        () ->
            jdbc.sql("select cast(r as text) from coditect_ops.runs r").query(String.class).list()
                + log.text());
  }

  private List<String> outcome(String job) {
    return jdbc.sql("select outcome from coditect_ops.runs where job = ?")
        .param(job)
        .query(String.class)
        .list();
  }

  /** Of our own schema, all of it: Quartz keeps bytes. */
  private List<String> inTables() {
    List<String> tables =
        jdbc.sql(
                "select c.relname from pg_class c where c.relkind in ('r', 'p') and c.relnamespace ="
                    + " cast('coditect_ops' as regnamespace)")
            .query(String.class)
            .list();
    assertThat(tables)
        .contains("rejected_events", "qrtz_triggers", "erasure_requests", "batch_step_execution");
    List<String> found = new ArrayList<>();
    for (String table : tables) {
      jdbc.sql("select cast(t as text) from coditect_ops." + table + " t")
          .query(String.class)
          .list()
          .forEach(row -> found(row).forEach(hit -> found.add(table + ": " + hit)));
    }
    return found;
  }

  private List<String> inAnswers() {
    Map<String, String> environment = new HashMap<>(variables());
    environment.putAll(database.environment());
    environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
    environment.put("DB_OWNER_PASSWORD", "any");
    String[] hold = {
      "holds", "place", "--email", "asks." + ADDRESS, "--ground", "case 7", "--by", "Anna"
    };
    List<String> found = new ArrayList<>();
    List<String[]> commands =
        List.of(
            hold,
            new String[] {"holds", "list"},
            new String[] {"erasures", "list"},
            new String[] {"exports", "list"},
            new String[] {"erasures", "verify"},
            new String[] {"runs"},
            new String[] {"jobs"},
            new String[] {"check"},
            new String[] {
              "exports",
              "request",
              "--organization",
              organization.toString(),
              "--user",
              asks.toString(),
              "--by",
              "Anna"
            },
            new String[] {"erasures", "replay", "--by", "Anna"},
            new String[] {"ledger", "adopt", "--by", "Anna"},
            new String[] {"migrate"});
    for (String[] command : commands) {
      // Those that only look are asked in both forms.
      boolean looks =
          !List.of("request", "replay", "adopt", "migrate")
              .contains(command[command.length > 1 ? 1 : 0]);
      for (boolean json : looks ? new boolean[] {false, true} : new boolean[] {true}) {
        List<String> typed = new ArrayList<>(List.of(command));
        if (json) {
          typed.add("--json");
        }
        Typed answer = Typed.whole(environment, typed.toArray(String[]::new));
        assertThat(answer.out()).as(typed + answer.err()).isNotBlank();
        assertThat(answer.exitCode()).as(typed + answer.err()).isNotEqualTo(2);
        found(answer.out() + answer.err())
            .forEach(hit -> found.add(String.join(" ", typed) + ": " + hit));
      }
    }
    // As what was placed is found again, and not because nothing was there.
    assertThat(Typed.whole(environment, "holds", "list").out()).contains("case 7");
    String placed =
        jdbc.sql("select cast(id as text) from coditect_ops.holds where part_of is null limit 1")
            .query(String.class)
            .single();
    Typed released = Typed.whole(environment, "holds", "release", placed, "--by", "Anna");
    assertThat(released.exitCode()).as(released.err()).isZero();
    found.addAll(found(released.out() + released.err()));
    return found;
  }

  private static List<String> found(String text) {
    return PersonalTokens.in(text + unhexed(text));
  }

  private static String unhexed(String text) {
    StringBuilder plain = new StringBuilder();
    Pattern.compile("\\\\x((?:[0-9a-f]{2})+)")
        .matcher(text)
        .results()
        .forEach(
            hit ->
                plain.append(
                    new String(HexFormat.of().parseHex(hit.group(1)), StandardCharsets.UTF_8)));
    return plain.toString();
  }

  private Map<String, String> variables() {
    Map<String, String> variables =
        new HashMap<>(InProcessWorker.erasing(directory.resolve("ledger")));
    variables.put("OPS_EXPORT_URI", directory.resolve("packages").toUri().toString());
    return variables;
  }
}
