package ai.coditect.ops.export.request;

import static ai.coditect.ops.export.request.ExportDoor.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.export.ExportEvent.ExportFailed;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.CountedConnections;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.sql.Connection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.json.JsonMapper;

/** What events that ask for copies leave in the database, written as the worker's login. */
class ExportIntakeIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant ERASED = Instant.parse("2026-05-01T10:00:00Z");
  private static final String AT = "2026-10-31T12:00:00Z";
  private static final String RECIPIENT =
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
  private static final String KEY = "k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=";
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final DataSource WORKER = DATABASE.as(LocalPostgres.WORKER);

  private final Tenants tenants = new Tenants(DATABASE);
  private final ExportDoor door = ExportDoor.at(NOW, WORKER);
  private final ExportDoor knowing = ExportDoor.at(NOW, WORKER, KEY);

  @BeforeEach
  void begin() {
    DATABASE.execute(
        "truncate coditect_shared.organizations, coditect_ops.export_requests,"
            + " coditect_ops.erasures, coditect_ops.erasure_deletions, coditect_ops.outbox"
            + " cascade");
  }

  @Test
  void records_each_request_once_whatever_event_brings_it() {
    UUID organization = tenants.organization("PRO");
    UUID alive = tenants.user(organization, "MEMBER", null);
    UUID deleted = tenants.user(organization, "MEMBER", NOW.minusSeconds(60));
    UUID ended = tenants.organization("PRO", "UTC", NOW);
    InboundEvent[] events = {
      event("a", id(1), organization, alive, AT),
      event("b", id(1), organization, alive, "2026-10-30T12:00:00Z"),
      event("c", id(2), organization, deleted, AT, "profile", "portability"),
      event("d", id(3), organization, null, AT, "profile", "access", "recipient", RECIPIENT),
      event("e", id(4), ended, null, AT)
    };

    assertThat(door.take(events)).isEmpty();
    assertThat(door.take(events)).isEmpty();
    assertThat(
            tenants
                .jdbc()
                .sql(
                    "select concat_ws(' ', organization_id, coalesce(cast(user_id as text), 'all'),"
                        + " profile, state, attempts, recipient, recorded_by, retry_at, reason)"
                        + " from coditect_ops.export_requests order by id")
                .query(String.class)
                .list())
        .containsExactly(
            organization + " " + alive + " access requested 0",
            organization + " " + deleted + " portability requested 0",
            organization + " all access requested 0 " + RECIPIENT,
            ended + " all access requested 0");
    assertThat(tenants.count("select count(*) from coditect_ops.outbox")).isZero();
    assertThat(door.intake().type()).isEqualTo("ai.coditect.privacy.export.requested.v1");
    assertThat(door.intake().job()).isEqualTo("gdpr-export");
    assertThat(door.intake().nudgeWith()).isEmpty();
  }

  @Test
  void a_request_id_that_comes_back_with_other_content_is_rejected() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID other = tenants.user(organization, "MEMBER", null);
    UUID elsewhere = tenants.organization("PRO");
    UUID theirs = tenants.user(elsewhere, "MEMBER", null);
    door.take(
        event("first", id(1), organization, user, AT),
        event("whole", id(2), organization, null, AT, "recipient", RECIPIENT));

    List<NamedRejection> rejections =
        door.take(
            event("user", id(1), organization, other, AT),
            event("tenant", id(1), elsewhere, theirs, AT),
            event("all instead of one", id(1), organization, null, AT),
            event("profile", id(1), organization, user, AT, "profile", "portability"),
            event("recipient", id(1), organization, user, AT, "recipient", RECIPIENT),
            event("one instead of all", id(2), organization, user, AT, "recipient", RECIPIENT),
            event("no recipient", id(2), organization, null, AT),
            event("same", id(1), organization, user, AT, "profile", "access"));
    assertThat(rejections)
        .extracting(NamedRejection::eventId)
        .containsExactly(
            "user",
            "tenant",
            "all instead of one",
            "profile",
            "recipient",
            "one instead of all",
            "no recipient");
    assertThat(rejections)
        .allSatisfy(r -> assertThat(r.reason()).contains("something else").doesNotContain("age1"));
    assertThat(tenants.count("select count(*) from coditect_ops.export_requests")).isEqualTo(2);
  }

  @Test
  void events_that_share_an_id_are_judged_each_by_what_they_ask() {
    UUID ours = tenants.organization("PRO");
    UUID theirs = tenants.organization("PRO");
    UUID user = tenants.user(ours, "MEMBER", null);
    InboundEvent good = of("//a", event("order-1", id(1), ours, user, AT));
    InboundEvent stranger = of("//b", event("order-1", id(2), theirs, user, AT));
    List<InboundEvent> batch =
        List.of(
            stranger,
            good,
            of("//c", event("order-1", id(3), ours, user, "2026-11-02T00:00:00Z")),
            of("//d", event("order-1", id(4), ours, null, AT)),
            good,
            of("//e", event("order-1", id(5), UUID.randomUUID(), user, AT)),
            stranger);

    for (int time = 0; time < 2; time++) {
      assertThat(door.intake().record(batch))
          .extracting(Rejection::place, rejection -> rejection.reason().split("[,.]")[0])
          .containsExactlyInAnyOrder(
              tuple(0, "the organization has no such user"),
              tuple(2, "requestedAt lies in the future"),
              tuple(5, "there is no such organization"),
              tuple(6, "the organization has no such user"));
      assertThat(tenants.ids("select id from coditect_ops.export_requests"))
          .containsExactlyInAnyOrder(id(1), id(4));
    }
  }

  private static InboundEvent of(String source, InboundEvent event) {
    return new InboundEvent(source, event.id(), event.data());
  }

  @Test
  void only_the_tenant_of_a_user_may_ask_and_nobody_is_named_in_a_rejection() {
    UUID ours = tenants.organization("PRO");
    UUID theirs = tenants.organization("PRO");
    UUID user = tenants.user(ours, "MEMBER", null);

    List<NamedRejection> rejections =
        knowing.take(
            event("stranger", id(1), theirs, user, AT),
            event("nobody", id(2), ours, UUID.randomUUID(), AT),
            event("nowhere", id(3), UUID.randomUUID(), user, AT),
            event("no tenant", id(4), UUID.randomUUID(), null, AT),
            event("good", id(5), ours, user, AT));

    assertThat(rejections)
        .extracting(NamedRejection::eventId)
        .containsExactly("stranger", "nobody", "nowhere", "no tenant");
    assertThat(rejections.get(0).reason()).contains("the organization has no such user");
    assertThat(rejections.get(2).reason()).contains("there is no such organization");
    assertThat(rejections.toString()).doesNotContain(user.toString());
    assertThat(tenants.ids("select id from coditect_ops.export_requests")).containsExactly(id(5));
  }

  @Test
  void the_senders_clock_may_be_five_minutes_ahead() {
    UUID organization = tenants.organization("PRO");

    assertThat(
            door.take(
                event("5m", id(1), organization, null, "2026-11-01T00:05:00Z"),
                event("more", id(2), organization, null, "2026-11-01T00:05:00.000001Z"),
                event("1969", id(3), organization, null, "1969-12-31T23:59:59Z")))
        .extracting(NamedRejection::eventId)
        .containsExactly("more", "1969");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "not json",
        "{'requestId': 'R', 'organizationId': 'me@example.org', 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'O', 'userId': null, 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': '2026-02-30T00:00:00Z'}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'profile': 'everything'}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'profile': null}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'recipient': ''}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'recipient': 7}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'recipient': 'example'}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': 'T', 'recipient': 'age1QQQQ'}"
      })
  void what_cannot_be_read_is_rejected_and_the_rest_of_the_batch_recorded(String data) {
    UUID organization = tenants.organization("PRO");
    String text =
        data.replace('\'', '"')
            .replace("\"O\"", "\"" + organization + "\"")
            .replace("\"R\"", "\"" + UUID.randomUUID() + "\"")
            .replace("\"T\"", "\"" + AT + "\"");

    assertThat(
            door.take(
                new InboundEvent("//test", "bad", text),
                event("good", id(1), organization, null, AT)))
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.eventId()).isEqualTo("bad");
              assertThat(rejection.reason())
                  .matches(
                      "\\w+ must be (a UUID|an instant such as .*|access or portability|a text)"
                          + "|its data are no JSON|the recipient of packages is no age.*")
                  .doesNotContain("example", "QQQQ");
            });
    assertThat(tenants.ids("select id from coditect_ops.export_requests")).containsExactly(id(1));
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-01-31T12:00:00Z, 2026-02-28T12:00:00Z",
    "UTC, 2028-01-31T12:00:00Z, 2028-02-29T12:00:00Z",
    "America/New_York, 2026-01-31T23:30:00-05:00, 2026-03-01T04:30:00Z",
    "Europe/Berlin, 2026-09-25T10:00:00Z, 2026-10-25T11:00:00Z",
    "Pacific/Auckland, 2026-01-30T20:00:00Z, 2026-02-27T20:00:00Z"
  })
  void it_is_due_a_calendar_month_later_where_the_organization_lives(
      String zone, String asked, Instant due) {
    UUID organization = tenants.organization("PRO", zone, null);
    ExportDoor later = ExportDoor.at(Instant.parse("2030-01-01T00:00:00Z"), WORKER);

    assertThat(later.take(event("e", id(1), organization, null, asked))).isEmpty();
    assertThat(
            tenants
                .jdbc()
                .sql("select due_at from coditect_ops.export_requests")
                .query(OffsetDateTime.class)
                .single()
                .toInstant())
        .isEqualTo(due);
  }

  @Test
  void a_batch_of_any_size_takes_two_statements() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    InboundEvent[] events = new InboundEvent[300];
    for (int i = 0; i < events.length; i++) {
      events[i] = event("e" + i, id(i), organization, i % 3 == 0 ? UUID.randomUUID() : user, AT);
    }
    CountedConnections counting = new CountedConnections(WORKER);

    assertThat(ExportDoor.at(NOW, counting, KEY).take(events)).hasSize(100);
    assertThat(counting.asked()).isEqualTo(2);
    assertThat(tenants.count("select count(*) from coditect_ops.export_requests")).isEqualTo(200);
  }

  @Test
  void who_was_erased_is_answered_at_once_with_what_the_ledger_allows() {
    UUID organization = tenants.organization("PRO");
    UUID gone = UUID.randomUUID();
    UUID ended = UUID.randomUUID();
    UUID deletion = erased(organization, gone);
    UUID other = erased(organization, UUID.randomUUID());
    UUID whole = erased(ended, ended);
    InboundEvent person = event("e", id(1), organization, gone, AT, "recipient", RECIPIENT);

    assertThat(
            knowing.take(
                person,
                event("whole", id(2), ended, null, AT, "recipient", RECIPIENT),
                event("other tenant", id(3), tenants.organization("PRO"), gone, AT)))
        .extracting(NamedRejection::eventId)
        .containsExactly("other tenant");
    assertThat(knowing.take(person, event("again", id(2), ended, null, AT))).isEmpty();

    assertThat(
            tenants
                .jdbc()
                .sql(
                    "select concat_ws(' ', id, state, reason, deletion, finished_at is not null,"
                        + " announced, user_id, recipient) from coditect_ops.export_requests"
                        + " order by id")
                .query(String.class)
                .list())
        .containsExactly(
            id(1) + " failed erased " + deletion + " t t",
            id(2) + " failed erased " + whole + " t t");
    assertThat(events())
        .extracting(e -> e.requestId() + " " + e.reason() + " " + e.deletion() + " " + e.erasedAt())
        .containsExactlyInAnyOrder(
            id(1) + " erased " + deletion + " " + ERASED,
            id(2) + " erased " + whole + " " + ERASED);
    assertThat(
            tenants
                .jdbc()
                .sql("select string_agg(data::text || event_id, '') from coditect_ops.outbox")
                .query(String.class)
                .single())
        .doesNotContain(gone.toString())
        .doesNotContain("age1");

    UUID alive = tenants.user(organization, "MEMBER", null);
    assertThat(
            knowing.take(
                event("somebody else", id(1), organization, alive, AT),
                event("erased otherwise", id(1), organization, UUID.randomUUID(), AT)))
        .extracting(NamedRejection::eventId)
        .containsExactly("somebody else", "erased otherwise");
    assertThat(other).isNotEqualTo(deletion);
    assertThat(door.take(event("keyless", id(9), organization, gone, AT)))
        .extracting(NamedRejection::reason)
        .singleElement()
        .asString()
        .contains("no such user");
  }

  @Test
  void a_request_that_was_answered_before_its_person_was_erased_is_known_when_it_comes_back() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID alive = tenants.user(organization, "MEMBER", null);
    InboundEvent event = event("e", id(1), organization, user, AT, "recipient", RECIPIENT);
    door.take(event);
    DATABASE.execute(
        "update coditect_ops.export_requests set state = 'expired', user_id = null,"
            + " recipient = null, package_id = gen_random_uuid()");
    DATABASE.execute("delete from coditect_shared.users where id = '" + user + "'");
    erased(organization, user);

    assertThat(knowing.take(event, event("else", id(1), organization, alive, AT)))
        .extracting(NamedRejection::eventId)
        .containsExactly("else");
    assertThat(door.take(event)).isEmpty();
    assertThat(tenants.count("select count(*) from coditect_ops.outbox")).isZero();
  }

  @Test
  void two_sessions_that_take_a_request_at_the_same_instant_record_it_once() throws Exception {
    UUID organization = tenants.organization("PRO");
    InboundEvent event = event("e", id(1), organization, null, AT);
    try (Connection first = WORKER.getConnection()) {
      first.setAutoCommit(false);
      ExportDoor inside = ExportDoor.at(NOW, new SingleConnectionDataSource(first, true));
      assertThat(inside.take(event)).isEmpty();
      CompletableFuture<List<NamedRejection>> second =
          CompletableFuture.supplyAsync(() -> door.take(event));
      Await.until(
          "the second one to wait for the first",
          () -> tenants.count("select count(*) from pg_locks where not granted") > 0,
          () -> !second.isDone(),
          () -> "it is done");
      first.commit();
      assertThat(second.get()).isEmpty();
    }
    assertThat(tenants.ids("select id from coditect_ops.export_requests")).containsExactly(id(1));
  }

  private UUID erased(UUID organization, UUID subject) {
    SubjectHash hash = SubjectKey.read(KEY).hash(organization, subject);
    UUID deletion = UUID.randomUUID();
    tenants
        .jdbc()
        .sql(
            "with d as (insert into coditect_ops.erasure_deletions (deletion, subject_key, segment,"
                + " subjects, counts) values (:deletion, :key, 1, 1, '{}')) insert into"
                + " coditect_ops.erasures (deletion, subject_key, subject_hash, organization_id,"
                + " ground, due_at, erased_at, counts) values (:deletion, :key, decode(:hash,"
                + " 'hex'), :organization, 'request', now(), cast(:at as timestamptz), '{}')")
        .params(
            Map.of(
                "deletion", deletion,
                "key", hash.key(),
                "hash", hash.hash(),
                "organization", organization,
                "at", ERASED.toString()))
        .update();
    return deletion;
  }

  private List<ExportFailed> events() {
    String type = "ai.coditect.privacy.export.failed.v1";
    EventSchemas schemas = new EventSchemas(Optional.empty());
    return tenants
        .jdbc()
        .sql("select data from coditect_ops.outbox where type = ? order by sequence")
        .param(type)
        .query(String.class)
        .list()
        .stream()
        .map(
            data -> {
              assertThat(schemas.misfit(type, JsonMapper.shared().readTree(data))).isEmpty();
              return JsonMapper.shared().readValue(data, ExportFailed.class);
            })
        .toList();
  }

  private static UUID id(int number) {
    return new UUID(0x4000L, 0x8000000000000000L + number);
  }
}
