package ai.coditect.ops.erasure;

import static ai.coditect.ops.erasure.request.RequestDoor.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.local.CountedConnections;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What events about erasure leave in the database, written as the worker's login. */
class RequestIntakeIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final String AT = "2026-10-31T12:00:00Z";
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final DataSource WORKER = DATABASE.as(LocalPostgres.WORKER);

  private final Tenants tenants = new Tenants(DATABASE);
  private final RequestDoor door = RequestDoor.at(NOW, WORKER, null);

  @BeforeEach
  void begin() {
    DATABASE.execute(
        "truncate coditect_shared.organizations, coditect_ops.erasure_requests,"
            + " coditect_ops.outbox cascade");
  }

  @Test
  void records_each_request_once_whatever_event_brings_it() {
    UUID organization = tenants.organization("PRO");
    UUID alive = tenants.user(organization, "MEMBER", null);
    UUID deleted = tenants.user(organization, "MEMBER", NOW.minusSeconds(60));
    UUID one = UUID.randomUUID();
    UUID two = UUID.randomUUID();
    InboundEvent[] events = {
      event("a", one, organization, alive, AT),
      event("b", one, organization, alive, "2026-10-30T12:00:00Z"),
      event("c", two, organization, deleted, AT)
    };

    assertThat(door.take(events)).isEmpty();
    assertThat(door.take(events)).isEmpty();
    assertThat(
            tenants
                .jdbc()
                .sql(
                    "select id, organization_id, user_id, state, whole_organization, recorded_by"
                        + " from coditect_ops.erasure_requests order by id = ?")
                .param(two)
                .query()
                .listOfRows())
        .containsExactly(row(one, organization, alive), row(two, organization, deleted));
    assertThat(tenants.count("select count(*) from coditect_ops.outbox")).isZero();
    assertThat(door.intake().job()).isEqualTo(GdprPurgeJob.NAME);
    assertThat(door.intake().nudgeWith()).containsExactly(Map.entry("requested-only", "true"));
  }

  private static Map<String, Object> row(UUID request, UUID organization, UUID user) {
    Map<String, Object> row = new java.util.LinkedHashMap<>();
    row.put("id", request);
    row.put("organization_id", organization);
    row.put("user_id", user);
    row.put("state", "waiting");
    row.put("whole_organization", false);
    row.put("recorded_by", null);
    return row;
  }

  @Test
  void a_request_id_that_comes_back_with_other_content_is_rejected() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID other = tenants.user(organization, "MEMBER", null);
    UUID ended = tenants.organization("PRO", "UTC", NOW);
    UUID theirs = tenants.user(ended, "MEMBER", null);
    UUID request = UUID.randomUUID();
    UUID whole = UUID.randomUUID();

    assertThat(
            door.take(
                event("stranger", request, ended, user, AT),
                event("first", request, organization, user, AT),
                event("other", request, organization, other, AT),
                event("whole", whole, ended, null, AT)))
        .extracting(NamedRejection::eventId)
        .containsExactly("stranger", "other");
    List<NamedRejection> rejections =
        door.take(
            event("other user", request, organization, other, AT),
            event("other tenant", request, ended, theirs, AT),
            event("all instead of one", request, organization, null, AT),
            event("one instead of all", whole, ended, theirs, AT),
            event("same", whole, ended, null, AT));
    assertThat(rejections)
        .extracting(NamedRejection::eventId)
        .containsExactly("other user", "other tenant", "all instead of one", "one instead of all");
    assertThat(rejections).allSatisfy(r -> assertThat(r.reason()).contains("somebody else"));
    assertThat(
            tenants.ids(
                "select user_id from coditect_ops.erasure_requests where not whole_organization"))
        .containsExactly(user);
  }

  @Test
  void events_that_share_an_id_are_judged_each_by_what_they_ask() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID other = tenants.user(organization, "MEMBER", null);
    InboundEvent[] twins = {
      event("order-1", UUID.randomUUID(), organization, UUID.randomUUID(), AT),
      event("order-1", UUID.randomUUID(), organization, user, AT),
      new InboundEvent("//test", "order-1", "{}"),
      event("order-1", UUID.randomUUID(), organization, other, AT)
    };

    assertThat(door.intake().record(List.of(twins)))
        .extracting(EventIntake.Rejection::place, rejection -> rejection.reason().split(",")[0])
        .containsExactlyInAnyOrder(
            tuple(0, "the organization has no such user"), tuple(2, "requestId must be a UUID"));
    assertThat(tenants.ids("select user_id from coditect_ops.erasure_requests"))
        .containsExactlyInAnyOrder(user, other);
  }

  @Test
  void the_earliest_time_of_a_request_counts_and_an_earlier_one_is_never_dropped_in_silence() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID request = UUID.randomUUID();

    assertThat(
            door.take(
                event("later", request, organization, user, AT),
                event("first", request, organization, user, "2026-10-30T12:00:00Z")))
        .isEmpty();
    assertThat(door.take(event("later", request, organization, user, AT))).isEmpty();
    assertThat(door.take(event("earlier", request, organization, user, "2026-10-30T11:59:59Z")))
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("as asked at a later instant"));
    assertThat(
            tenants
                .jdbc()
                .sql("select due_at from coditect_ops.erasure_requests")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant())
        .isEqualTo(Instant.parse("2026-11-30T12:00:00Z"));
  }

  @Test
  void only_the_tenant_of_a_user_may_ask_and_nobody_is_named_in_a_rejection() {
    UUID ours = tenants.organization("PRO");
    UUID theirs = tenants.organization("PRO");
    UUID user = tenants.user(ours, "MEMBER", null);

    List<NamedRejection> rejections =
        door.take(
            event("stranger", UUID.randomUUID(), theirs, user, AT),
            event("nobody", UUID.randomUUID(), ours, UUID.randomUUID(), AT),
            event("nowhere", UUID.randomUUID(), UUID.randomUUID(), user, AT),
            event("no tenant", UUID.randomUUID(), UUID.randomUUID(), null, AT),
            event("good", UUID.randomUUID(), ours, user, AT));

    assertThat(rejections)
        .extracting(NamedRejection::eventId)
        .containsExactly("stranger", "nobody", "nowhere", "no tenant");
    assertThat(rejections.get(0).reason()).contains("the organization has no such user");
    assertThat(rejections.get(2).reason()).contains("there is no such organization");
    assertThat(rejections.toString()).doesNotContain(user.toString());
    assertThat(tenants.ids("select user_id from coditect_ops.erasure_requests"))
        .containsExactly(user);
  }

  @Test
  void a_whole_organization_goes_only_once_it_is_deleted() {
    UUID living = tenants.organization("PRO");
    UUID ended = tenants.organization("PRO", "UTC", NOW);

    assertThat(
            door.take(
                event("living", UUID.randomUUID(), living, null, AT),
                event("ended", UUID.randomUUID(), ended, null, AT)))
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.eventId()).isEqualTo("living");
              assertThat(rejection.reason()).contains("not deleted. Delete the organization first");
            });
    assertThat(
            tenants.ids(
                "select organization_id from coditect_ops.erasure_requests where"
                    + " whole_organization and user_id is null"))
        .containsExactly(ended);
  }

  @Test
  void the_senders_clock_may_be_five_minutes_ahead() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);

    assertThat(
            door.take(
                event("5m", UUID.randomUUID(), organization, user, "2026-11-01T00:05:00Z"),
                event("more", UUID.randomUUID(), organization, user, "2026-11-01T00:05:00.000001Z"),
                event("1969", UUID.randomUUID(), organization, user, "1969-12-31T23:59:59Z"),
                event("0000", UUID.randomUUID(), organization, user, "0000-01-01T00:00:00Z")))
        .extracting(NamedRejection::eventId)
        .containsExactly("more", "1969", "0000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "not json",
        "{'requestId': 7, 'organizationId': 'O', 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'me@example.org', 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'O', 'userId': null, 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'O', 'userId': '', 'requestedAt': 'T'}",
        "{'requestId': 'R', 'organizationId': 'O', 'requestedAt': '2026-02-30T00:00:00Z'}",
        "{'requestId': 'R', 'organizationId': 'O'}"
      })
  void what_cannot_be_read_is_rejected_and_the_rest_of_the_batch_recorded(String data) {
    UUID organization = tenants.organization("PRO", "UTC", NOW);
    UUID user = tenants.user(organization, "MEMBER", null);
    String text =
        data.replace('\'', '"')
            .replace("\"O\"", "\"" + organization + "\"")
            .replace("\"R\"", "\"" + UUID.randomUUID() + "\"")
            .replace("\"T\"", "\"" + AT + "\"");

    assertThat(
            door.take(
                new InboundEvent("//test", "bad", text),
                event("good", UUID.randomUUID(), organization, user, AT)))
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.eventId()).isEqualTo("bad");
              assertThat(rejection.reason())
                  .matches(".* must be (a UUID|an instant such as .*)|its data are no JSON")
                  .doesNotContain("example");
            });
    assertThat(tenants.ids("select user_id from coditect_ops.erasure_requests"))
        .containsExactly(user);
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-01-31T12:00:00Z, 2026-02-28T12:00:00Z",
    "UTC, 2028-01-31T12:00:00Z, 2028-02-29T12:00:00Z",
    "UTC, 2028-02-29T23:59:59.999999Z, 2028-03-29T23:59:59.999999Z",
    "UTC, 2026-01-31T23:30:00-05:00, 2026-03-01T04:30:00Z",
    "America/New_York, 2026-01-31T23:30:00-05:00, 2026-03-01T04:30:00Z",
    "America/New_York, 2026-02-08T12:00:00Z, 2026-03-08T11:00:00Z",
    "Europe/Berlin, 2026-09-25T10:00:00Z, 2026-10-25T11:00:00Z",
    "Pacific/Auckland, 2026-01-30T20:00:00Z, 2026-02-27T20:00:00Z",
    "Pacific/Auckland, 2028-01-30T20:00:00Z, 2028-02-28T20:00:00Z"
  })
  void it_is_due_a_calendar_month_later_where_the_organization_lives(
      String zone, String asked, Instant due) {
    UUID organization = tenants.organization("PRO", zone, null);
    UUID user = tenants.user(organization, "MEMBER", null);
    RequestDoor later = RequestDoor.at(Instant.parse("2030-01-01T00:00:00Z"), WORKER, null);

    assertThat(later.take(event("e", UUID.randomUUID(), organization, user, asked))).isEmpty();
    assertThat(
            tenants
                .jdbc()
                .sql("select due_at from coditect_ops.erasure_requests")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant())
        .isEqualTo(due);
  }

  @Test
  void a_batch_of_any_size_takes_two_statements() {
    UUID organization = tenants.organization("PRO");
    InboundEvent[] events = new InboundEvent[300];
    for (int i = 0; i < events.length; i++) {
      UUID user = i % 3 == 0 ? UUID.randomUUID() : tenants.user(organization, "MEMBER", null);
      events[i] = event("e" + i, UUID.randomUUID(), organization, user, AT);
    }
    CountedConnections counting = new CountedConnections(WORKER);

    assertThat(RequestDoor.at(NOW, counting, null).take(events)).hasSize(100);
    assertThat(counting.asked()).isEqualTo(2);
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_requests")).isEqualTo(200);
  }
}
