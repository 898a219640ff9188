package ai.coditect.ops.erasure;

import static ai.coditect.ops.erasure.request.RequestDoor.event;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.Typing;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Commands about requests and the item of the checklist, as the worker's login. */
class RequestCommandsIT {
  private static final String ASKED = "2026-01-31T12:00:00Z";
  private static final Instant DUE = Instant.parse("2026-02-28T12:00:00Z");
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  private final Tenants tenants = new Tenants(DATABASE);
  private UUID organization;
  private UUID user;

  @BeforeEach
  void begin() {
    DATABASE.execute(
        "truncate coditect_shared.organizations, coditect_ops.erasure_requests,"
            + " coditect_ops.holds cascade");
    organization = tenants.organization("PRO");
    user = tenants.user(organization, "MEMBER", null);
  }

  private static RequestDoor at(Instant now) {
    return RequestDoor.at(now, DATABASE.as(LocalPostgres.WORKER), null);
  }

  private UUID asked(UUID who) {
    return asked(who, ASKED);
  }

  private UUID asked(UUID who, String when) {
    UUID request = UUID.randomUUID();
    assertThat(at(DUE).take(event("e", request, tenantOf(who), who, when))).isEmpty();
    return request;
  }

  private UUID tenantOf(UUID who) {
    return tenants
        .ids("select organization_id from coditect_shared.users where id = '" + who + "'")
        .get(0);
  }

  private void refuse(UUID request, String ground, UUID hold) {
    tenants
        .jdbc()
        .sql(
            "update coditect_ops.erasure_requests set state = 'refused', ground = ?, hold_id = ?"
                + " where id = ?")
        .params(ground, hold, request)
        .update();
  }

  @Test
  void a_request_is_recorded_by_hand_once_and_its_id_is_told() {
    RequestDoor door = at(Instant.parse("2026-01-31T12:00:00Z"));
    Reply made =
        door.request("organization", organization.toString(), "user", user.toString(), "by", "Eve");

    assertThat(made.problems()).isEmpty();
    assertThat(made.document())
        .containsEntry("state", "waiting")
        .containsEntry("already", false)
        .containsEntry("requestedAt", ASKED)
        .containsEntry("dueAt", DUE.toString())
        .containsEntry("daysLeft", 28L);
    String request = Objects.toString(made.document().get("request"));
    assertThat(made.text().get(0)).isEqualTo("request " + request + " is on record");
    Reply again =
        door.request(
            "organization",
            organization.toString(),
            "user",
            user.toString(),
            "request",
            request,
            "by",
            "Bob");
    assertThat(again.exitCode()).isZero();
    assertThat(again.document()).containsEntry("request", request).containsEntry("already", true);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_requests where recorded_by = 'Eve'"))
        .isEqualTo(1);
    assertThat(made + " " + again).doesNotContain(user.toString());
  }

  @Test
  void a_letter_counts_from_when_it_came_and_the_answer_says_what_is_left() {
    Reply week = letter(Instant.parse("2026-02-07T09:00:00Z"), ASKED);
    assertThat(week.document())
        .containsEntry("requestedAt", ASKED)
        .containsEntry("dueAt", DUE.toString())
        .containsEntry("daysLeft", 21L)
        .containsEntry("overdue", false);
    assertThat(week.document().get("lateness"))
        .isEqualTo(
            "Late: it was asked 7 days ago, and its time counts from then: due at "
                + DUE
                + ", 21 days left.");
    assertThat(week.text()).contains(Objects.toString(week.document().get("lateness")));
    assertThat(letter(Instant.parse(ASKED), ASKED).document()).containsEntry("lateness", null);

    Reply over = letter(DUE.plusSeconds(1), ASKED);
    assertThat(over.exitCode()).isZero();
    assertThat(over.document()).containsEntry("overdue", true).containsEntry("daysLeft", 0L);
    assertThat(String.join("\n", over.text())).contains("WARNING, overdue since " + DUE);
    UUID late = UUID.fromString(Objects.toString(over.document().get("request")));
    assertThat(extend(late, DUE.plusSeconds(2)).problems())
        .singleElement()
        .asString()
        .contains("over at " + DUE);
    assertThat(at(DUE.plusSeconds(2)).check().state()).isEqualTo(State.FAILED);
  }

  @Test
  void a_letter_from_the_future_and_one_that_is_on_record_from_later_are_refused() {
    Instant now = Instant.parse("2026-02-07T09:00:00Z");
    Reply future = letter(now, now.plusNanos(1000).toString());
    assertThat(future.exitCode()).isEqualTo(2);
    assertThat(future.problems()).singleElement().asString().contains("lies in the future");
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_requests")).isZero();

    String request = UUID.randomUUID().toString();
    letter(now, ASKED, "request", request);
    Reply earlier = letter(now, "2026-01-31T11:00:00Z", "request", request);
    assertThat(earlier.exitCode()).isEqualTo(3);
    assertThat(earlier.problems()).singleElement().asString().contains("another request id");
    Reply later = letter(now, "2026-02-03T00:00:00Z", "request", request);
    assertThat(later.exitCode()).isZero();
    assertThat(later.document())
        .containsEntry("requestedAt", ASKED)
        .containsEntry("lateness", null);
    assertThat(String.join("\n", later.text())).contains("It counts from " + ASKED);
  }

  private Reply letter(Instant now, String requestedAt, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("organization", organization.toString(), "user", user.toString(), "by", "Eve"));
    options.addAll(List.of("requested-at", requestedAt));
    options.addAll(List.of(more));
    return at(now).request(options.toArray(String[]::new));
  }

  @Test
  void a_request_that_means_nothing_is_wrong_usage_and_a_guarded_one_is_refused() {
    RequestDoor door = at(DUE);
    String here = organization.toString();
    UUID request = asked(user);
    String other = tenants.user(organization, "MEMBER", null).toString();

    Reply stranger =
        door.request("organization", here, "user", UUID.randomUUID().toString(), "by", "Eve");
    assertThat(stranger.exitCode()).isEqualTo(2);
    assertThat(stranger.problems()).singleElement().asString().contains("no such user");
    Reply living = door.request("organization", here, "by", "Eve");
    assertThat(living.exitCode()).isEqualTo(3);
    assertThat(living.problems()).singleElement().asString().contains("Delete the organization");
    Reply taken =
        door.request(
            "organization", here, "user", other, "request", request.toString(), "by", "Eve");
    assertThat(taken.exitCode()).isEqualTo(3);
    assertThat(taken.problems()).singleElement().asString().contains("somebody else");
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_requests")).isEqualTo(1);
  }

  @Test
  void the_list_shows_what_is_urgent_first_and_never_the_user() {
    UUID hold = tenants.hold("user", organization, user, null);
    UUID late = asked(user);
    refuse(late, "case 12", hold);
    UUID zoned = tenants.organization("PRO", "Pacific/Auckland", null);
    UUID early = asked(tenants.user(zoned, "MEMBER", null), "2026-01-30T12:00:00Z");
    UUID done = asked(user);
    tenants
        .jdbc()
        .sql(
            "update coditect_ops.erasure_requests set state = 'completed', user_id = null,"
                + " ground = 'erased', finished_at = now() where id = ?")
        .param(done)
        .update();
    RequestDoor door = at(DUE.plusSeconds(86_400));

    assertThat(requests(door.list())).containsExactly(early, late, done);
    assertThat(requests(door.list("state", "open"))).containsExactly(early, late);
    assertThat(requests(door.list("state", "waiting"))).containsExactly(early);
    assertThat(requests(door.list("state", "refused"))).containsExactly(late);
    assertThat(requests(door.list("state", "completed"))).containsExactly(done);
    assertThat(requests(door.list("organization", zoned.toString()))).containsExactly(early);
    Reply first = door.list("limit", "1");
    assertThat(requests(first)).containsExactly(early);
    assertThat(first.document()).containsEntry("more", true);
    assertThat(first.text()).last().asString().contains("raise --limit");
    assertThat(door.list("limit", "0").exitCode()).isEqualTo(2);
    assertThat(rows(door.list("state", "refused")).get(0))
        .containsEntry("ground", "case 12")
        .containsEntry("hold", hold.toString())
        .containsEntry("dueAt", DUE.toString())
        .containsEntry("daysLeft", -1L)
        .containsEntry("overdue", true)
        .containsEntry("extended", false);
    assertThat(door.list("state", "refused").text().get(0))
        .contains("days left -1, OVERDUE", "hold " + hold);
    assertThat(rows(door.list("state", "completed")).get(0).get("daysLeft")).isNull();
    assertThat(door.list().toString()).doesNotContain(user.toString());
    assertThat(JsonMapper.shared().writeValueAsString(door.list().document()))
        .doesNotContain(user.toString());
  }

  @Test
  void the_time_is_extended_once_and_only_while_the_first_month_lasts() {
    UUID request = asked(user);
    UUID late = asked(tenants.user(organization, "MEMBER", null));

    Reply extended = extend(request, DUE.minusNanos(1000));
    assertThat(extended.exitCode()).isZero();
    assertThat(extended.document())
        .containsEntry("dueAt", "2026-04-28T12:00:00Z")
        .containsEntry("extended", true)
        .containsEntry("daysLeft", 59L);
    Reply twice = extend(request, DUE.minusNanos(1000));
    assertThat(twice.exitCode()).isEqualTo(3);
    assertThat(twice.problems()).singleElement().asString().contains("extended already");
    Reply over = extend(late, DUE);
    assertThat(over.exitCode()).isEqualTo(3);
    assertThat(over.problems()).singleElement().asString().contains("over at " + DUE);
    Reply unknown = extend(UUID.randomUUID(), DUE);
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(
            tenants
                .jdbc()
                .sql(
                    "select extension_reason || ', ' || extended_by from"
                        + " coditect_ops.erasure_requests where extended_until is not null")
                .query(String.class)
                .list())
        .containsExactly("many systems, Eve");
  }

  @Test
  void what_was_answered_is_not_extended() {
    UUID request = asked(user);
    tenants
        .jdbc()
        .sql(
            "update coditect_ops.erasure_requests set state = 'completed', user_id = null,"
                + " finished_at = now()")
        .update();

    Reply reply = extend(request, DUE.minusSeconds(1));
    assertThat(reply.exitCode()).isEqualTo(3);
    assertThat(reply.problems()).singleElement().asString().contains("is completed");
  }

  @Test
  void the_extension_ends_where_the_organization_lives() {
    UUID zoned = tenants.organization("PRO", "America/New_York", null);
    UUID request = UUID.randomUUID();
    UUID someone = tenants.user(zoned, "MEMBER", null);
    // 19:00 on 31 December in New York, in winter; its second month ends in summer.
    assertThat(at(DUE).take(event("e", request, zoned, someone, "2026-01-01T00:00:00Z"))).isEmpty();

    assertThat(extend(request, Instant.parse("2026-01-15T00:00:00Z")).document())
        .containsEntry("dueAt", "2026-03-31T23:00:00Z");
  }

  private static Reply extend(UUID request, Instant now) {
    return at(now).extend("request", request.toString(), "reason", "many systems", "by", "Eve");
  }

  @Test
  void check_fails_from_the_instant_at_which_an_open_request_is_overdue() {
    assertThat(at(DUE).check().detail()).isEqualTo("none is open");
    UUID request = asked(user);

    Finding ok = at(DUE.minusNanos(1000)).check();
    assertThat(ok.state()).isEqualTo(State.OK);
    assertThat(ok.detail()).isEqualTo("the next is due at " + DUE);
    Finding failed = at(DUE).check();
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.problems())
        .singleElement()
        .asString()
        .contains(request.toString(), "run gdpr-purge requested-only=true")
        .doesNotContain(user.toString());
    extend(request, DUE.minusNanos(1000));
    assertThat(at(DUE).check().detail()).isEqualTo("the next is due at 2026-04-28T12:00:00Z");
  }

  @Test
  void check_takes_a_standing_hold_for_an_answer_and_no_other_ground() {
    UUID request = asked(user);
    UUID hold = tenants.hold("user", organization, user, null);
    refuse(request, "case 12", hold);
    assertThat(at(DUE).check().state()).isEqualTo(State.OK);

    tenants
        .jdbc()
        .sql("update coditect_ops.holds set until = cast(? as timestamptz)")
        .param(DUE.toString())
        .update();
    assertThat(at(DUE).check().state()).isEqualTo(State.FAILED);
    tenants
        .jdbc()
        .sql("update coditect_ops.holds set until = null, released_at = now(), released_by = 'x'")
        .update();
    assertThat(at(DUE).check().state()).isEqualTo(State.FAILED);
    refuse(request, "no-owner-to-take-over", null);
    assertThat(at(DUE).check().state()).isEqualTo(State.FAILED);
  }

  @Test
  void check_names_ten_of_many_and_reads_no_more() {
    for (int i = 0; i < 12; i++) {
      asked(user);
    }
    assertThat(at(DUE).check().problems())
        .singleElement()
        .asString()
        .contains("more than 10 open requests", "and others");
  }

  private static List<UUID> requests(Reply reply) {
    assertThat(reply.exitCode()).isZero();
    return rows(reply).stream().map(row -> UUID.fromString(row.get("request").toString())).toList();
  }

  private static List<Map<String, Object>> rows(Reply reply) {
    return Typing.rows(reply, "requests");
  }
}
