package ai.coditect.ops.export.request;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.export.GdprExportSettings;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.Typing;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What people see of requests for copies and do about them, as the worker's login. */
class ExportCommandsIT {
  private static final Instant DUE = Instant.parse("2026-02-28T12:00:00Z");
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final String SHA = "ab".repeat(32);
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final DataSource WORKER = DATABASE.as(LocalPostgres.WORKER);

  @TempDir private static Path place;
  private static InProcessWorker worker;

  private final Tenants tenants = new Tenants(DATABASE);
  private final PlannedShelves shelves = new PlannedShelves();
  private UUID organization;
  private UUID user;

  @BeforeAll
  static void start() {
    worker =
        InProcessWorker.start(
            DATABASE, Map.of("OPS_EXPORT_URI", place.toUri().toString().replaceFirst("/$", "")));
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @BeforeEach
  void begin() {
    DATABASE.execute(
        "truncate coditect_shared.organizations, coditect_ops.export_requests,"
            + " coditect_ops.export_packages cascade");
    organization = tenants.organization("PRO");
    user = tenants.user(organization, "MEMBER", null);
  }

  private ExportDoor at(Instant now) {
    return ExportDoor.holding(now, WORKER, shelves, worker.get(JobCatalog.class));
  }

  private UUID asked(UUID organization, @Nullable UUID user, Instant due, String state) {
    return tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.export_requests (id, organization_id, user_id,"
                + " whole_organization, requested_at, due_at, state, package_id) values"
                + " (gen_random_uuid(), ?, ?, ?, now(), ?, ?, case when ? in ('running', 'ready',"
                + " 'delivered', 'expired') then gen_random_uuid() end) returning id")
        .params(organization, user, user == null, Timestamp.from(due), state, state)
        .query(UUID.class)
        .single();
  }

  private UUID failed(String reason) {
    UUID request = asked(organization, user, DUE, "failed");
    change("reason = ?, attempts = 5, finished_at = now(), announced = true", request, reason);
    return request;
  }

  private void change(String what, UUID request, Object... values) {
    Object[] all = java.util.Arrays.copyOf(values, values.length + 1);
    all[values.length] = request;
    tenants
        .jdbc()
        .sql("update coditect_ops.export_requests set " + what + " where id = ?")
        .params(all)
        .update();
  }

  private String pack(UUID request, String place, Instant expires) {
    String location = place + UUID.randomUUID() + ".zip";
    tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.export_packages (id, organization_id, run_id, state, location,"
                + " data_at, bytes, sha256, rows, expires_at, finished_at) select package_id,"
                + " organization_id, gen_random_uuid(), 'ready', ?, now(), 4711, ?, 3, ?, now() from"
                + " coditect_ops.export_requests where id = ?")
        .params(location, SHA, Timestamp.from(expires), request)
        .update();
    return location;
  }

  @Test
  void a_request_is_recorded_by_hand_once_and_its_id_is_told() {
    String request = UUID.randomUUID().toString();
    String[] options = {
      "organization",
      organization.toString(),
      "user",
      user.toString(),
      "profile",
      "portability",
      "requested-at",
      "2026-01-31T12:00:00Z",
      "id",
      request,
      "recipient",
      " age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p "
    };
    Reply made = at(NOW).type(new ExportsRequestCommand(), options);

    assertThat(made.problems()).isEmpty();
    assertThat(made.document())
        .containsEntry("request", request)
        .containsEntry("state", "requested")
        .containsEntry("profile", "portability")
        .containsEntry("already", false)
        .containsEntry("dueAt", DUE.toString())
        .containsEntry("daysLeft", 27L);
    assertThat(String.join("\n", made.text())).contains("asked 1 day ago", "27 days left");
    Reply again = at(NOW).type(new ExportsRequestCommand(), options);
    assertThat(again.document()).containsEntry("already", true);
    Reply named =
        at(NOW)
            .type(
                new ExportsRequestCommand(),
                "organization",
                organization.toString(),
                "by",
                " Eve ");
    assertThat(named.document())
        .containsEntry("wholeOrganization", true)
        .containsEntry("requestedAt", NOW.toString())
        .containsEntry("profile", "access");
    assertThat(
            tenants
                .jdbc()
                .sql("select recorded_by from coditect_ops.export_requests order by 1")
                .query(String.class)
                .list())
        .containsExactly("Eve", "tester");
    assertThat(made + " " + again).doesNotContain(user.toString()).doesNotContain("age1");
  }

  @Test
  void a_request_that_means_nothing_is_wrong_usage_and_a_taken_id_is_refused() {
    UUID taken = asked(organization, user, DUE, "requested");
    String here = organization.toString();
    Reply stranger =
        at(NOW)
            .type(
                new ExportsRequestCommand(), "organization", here, "user", "" + UUID.randomUUID());
    Reply key =
        at(NOW).type(new ExportsRequestCommand(), "organization", here, "recipient", "AGE1SECRET");
    Reply other = at(NOW).type(new ExportsRequestCommand(), "organization", here, "id", "" + taken);
    Reply future =
        at(NOW)
            .type(
                new ExportsRequestCommand(),
                "organization",
                here,
                "requested-at",
                NOW.plusNanos(1000).toString());

    assertThat(List.of(stranger.exitCode(), key.exitCode(), other.exitCode(), future.exitCode()))
        .containsExactly(2, 2, 3, 2);
    assertThat(key.problems()).singleElement().asString().doesNotContain("SECRET");
    assertThat(tenants.ids("select id from coditect_ops.export_requests")).containsExactly(taken);
  }

  @Test
  void the_list_shows_what_is_urgent_first_with_its_package_and_never_the_user() {
    UUID ready = asked(organization, user, DUE.minusSeconds(9), "ready");
    String location = pack(ready, "gs://exports/", NOW.plusSeconds(3600));
    UUID late = asked(organization, user, DUE, "running");
    UUID retried = asked(organization, user, DUE.plusSeconds(60), "requested");
    change("attempts = 2, retry_at = ?", retried, Timestamp.from(NOW));
    UUID stopped = failed("foreign-row: a row of coditect_shared.projects");
    UUID erased = failed("erased");
    UUID elsewhere = tenants.organization("PRO");
    UUID whole = asked(elsewhere, null, DUE.plusSeconds(120), "failed");
    change("reason = 'given-up'", whole);
    ExportDoor door = at(DUE.plusSeconds(86_400));

    Reply all = door.type(new ExportsListCommand());
    assertThat(requests(all).subList(2, 4)).containsExactly(retried, whole);
    assertThat(requests(all).subList(0, 2)).containsExactlyInAnyOrder(late, stopped);
    assertThat(requests(all).subList(4, 6)).containsExactly(ready, erased);
    assertThat(requests(door.type(new ExportsListCommand(), "state", "open")))
        .containsExactlyInAnyOrder(late, stopped, retried, whole);
    assertThat(requests(door.type(new ExportsListCommand(), "state", "ready")))
        .containsExactly(ready);
    assertThat(requests(door.type(new ExportsListCommand(), "organization", "" + elsewhere)))
        .containsExactly(whole);
    Map<String, Object> row =
        rows(door.type(new ExportsListCommand(), "state", "requested")).get(0);
    assertThat(row)
        .containsEntry("attempts", 2L)
        .containsEntry("nextTryAt", NOW.toString())
        .containsEntry("daysLeft", -1L)
        .containsEntry("overdue", true);
    assertThat(rows(door.type(new ExportsListCommand(), "state", "ready")).get(0))
        .extractingByKey("package")
        .asString()
        .contains(location, "4711", SHA, NOW.plusSeconds(3600).toString());
    assertThat(all.text().get(4)).contains(location, "4711 bytes", SHA).doesNotContain("days left");
    assertThat(all.text().get(2)).contains("next try", "attempts 2", "OVERDUE");
    assertThat(requests(door.type(new ExportsListCommand(), "limit", "1"))).hasSize(1);
    assertThat(all + JsonMapper.shared().writeValueAsString(all.document()))
        .doesNotContain(user.toString());
  }

  @Test
  void a_failed_request_is_tried_again_from_the_first_attempt_and_a_waiting_one_now() {
    UUID failed = failed("given-up");
    UUID waiting = asked(organization, user, DUE, "requested");
    change("attempts = 3, retry_at = ?", waiting, Timestamp.from(NOW.plusSeconds(600)));

    assertThat(retry(failed).document())
        .containsEntry("state", "requested")
        .containsEntry("attempts", 0L)
        .containsEntry("reason", null)
        .containsEntry("nextTryAt", NOW.toString())
        .containsEntry("finishedAt", null);
    assertThat(retry(waiting).document())
        .containsEntry("attempts", 3L)
        .containsEntry("nextTryAt", NOW.toString());
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.export_requests where retried_by = 'Eve' and"
                    + " not announced"))
        .isEqualTo(2);
  }

  @Test
  void what_is_answered_or_names_nobody_who_is_there_is_not_tried_again() {
    UUID running = asked(organization, user, DUE, "running");
    UUID cleared = failed("given-up");
    change("user_id = null", cleared);
    UUID gone = asked(tenants.organization("PRO"), null, DUE, "failed");
    change("reason = 'given-up', organization_id = gen_random_uuid()", gone);

    assertThat(retry(UUID.randomUUID()).exitCode()).isEqualTo(2);
    assertThat(retry(running).problems()).singleElement().asString().contains("it is running");
    for (UUID request : List.of(cleared, gone)) {
      Reply reply = retry(request);
      assertThat(reply.exitCode()).isEqualTo(3);
      assertThat(reply.problems()).singleElement().asString().contains("not there any more");
    }
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.export_requests where retried_by is not null"))
        .isZero();
  }

  private Reply retry(UUID request) {
    return at(NOW).type(new RetryCommand(), "request", request.toString(), "by", "Eve");
  }

  @Test
  void a_link_works_as_long_as_the_job_file_says_and_never_longer_than_the_package() {
    GdprExportSettings settings =
        (GdprExportSettings)
            worker.get(JobCatalog.class).find("gdpr-export").orElseThrow().settings();
    UUID request = asked(organization, user, DUE, "ready");
    Instant expires = NOW.plus(settings.link()).plusSeconds(1);
    String location = pack(request, "gs://exports/", expires);

    Reply reply = link(request, NOW, "Eve");
    assertThat(reply.problems()).isEmpty();
    String url = "https://links.example/" + shelves.name(location);
    assertThat(reply.text().get(0)).isEqualTo(url);
    assertThat(reply.document())
        .containsEntry("url", url)
        .containsEntry("until", NOW.plus(settings.link()).toString());
    assertThat(link(request, NOW.plusSeconds(2), "Bob").document())
        .containsEntry("until", expires.toString());
    assertThat(shelves.lifetimes)
        .containsExactly(settings.link(), settings.link().minus(Duration.ofSeconds(1)));
    assertThat(at(NOW).store().find(request).orElseThrow())
        .satisfies(
            delivered -> {
              assertThat(delivered.state()).isEqualTo("delivered");
              assertThat(delivered.delivery())
                  .isEqualTo(Optional.of(new ExportRequest.Delivery(NOW, "Eve")));
            });
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.export_requests r where cast(r as text) like"
                    + " '%links.example%'"))
        .isZero();
  }

  @Test
  void a_package_in_a_directory_is_handed_over_by_its_place() {
    UUID request = asked(organization, user, DUE, "ready");
    String location = pack(request, place.toUri().toString(), NOW.plusSeconds(60));

    Reply reply =
        ExportDoor.holding(NOW, WORKER, worker.get(Shelves.class), worker.get(JobCatalog.class))
            .type(new LinkCommand(), "request", request.toString(), "by", "Eve");
    assertThat(reply.text().get(0)).isEqualTo(location);
    assertThat(reply.document()).containsEntry("url", null).containsEntry("location", location);
  }

  @Test
  void nothing_is_handed_over_of_a_request_that_has_no_package_that_can_be_fetched() {
    for (String state : List.of("requested", "running", "expired", "failed", "cancelled")) {
      Reply reply = link(asked(organization, user, DUE, state), NOW, "Eve");
      assertThat(reply.exitCode()).isEqualTo(3);
      assertThat(reply.problems()).singleElement().asString().contains("it is " + state);
    }
    UUID over = asked(organization, user, DUE, "ready");
    pack(over, "gs://exports/", NOW);
    assertThat(link(over, NOW, "Eve").problems()).asString().contains("has expired");
    assertThat(link(UUID.randomUUID(), NOW, "Eve").exitCode()).isEqualTo(2);
    assertThat(shelves.lifetimes).isEmpty();
  }

  @Test
  void a_link_to_a_package_whose_person_was_erased_meanwhile_is_not_shown() {
    UUID request = asked(organization, user, DUE, "ready");
    pack(request, "gs://exports/", NOW.plusSeconds(60));
    shelves.meanwhile = () -> change("state = 'cancelled'", request);

    Reply reply = link(request, NOW, "Eve");
    assertThat(reply.exitCode()).isEqualTo(3);
    assertThat(reply.toString()).contains("cancelled").doesNotContain("links.example");
  }

  private Reply link(UUID request, Instant now, String by) {
    return at(now).type(new LinkCommand(), "request", request.toString(), "by", by);
  }

  @Test
  void a_run_is_asked_for_once_when_the_next_attempt_is_due() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    UUID request = asked(organization, user, DUE, "requested");
    asked(organization, user, DUE, "requested");
    DueRetries retries = retries(now);
    change("attempts = 1, retry_at = ?", request, Timestamp.from(now.plusSeconds(3600)));
    assertThat(retries.requests()).isEmpty();
    Instant due = now.minusSeconds(3600);
    change("retry_at = ?", request, Timestamp.from(due));

    RunRequest asked = retries.requests().get(0);
    assertThat(asked.job()).isEqualTo("gdpr-export");
    assertThat(asked.key()).startsWith("retry-" + request);
    assertThat(asked.asOf()).contains(now);
    assertThat(asked.parameters()).isEmpty();
    assertThat(retries(due.minusSeconds(60)).requests().get(0).asOf()).contains(due);
    assertThat(
            worker.run(asked.job(), asked.key(), asked.asOf().orElseThrow(), Map.of()).problems())
        .isEmpty();
    change("state = 'requested', retry_at = ?", request, Timestamp.from(due));
    assertThat(retries.requests()).isEmpty();
    change("retry_at = ?", request, Timestamp.from(due.plusSeconds(1)));
    assertThat(retries.requests()).singleElement().isNotEqualTo(asked);
  }

  private DueRetries retries(Instant now) {
    return new DueRetries(at(now).store(), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void a_worker_offers_all_of_it() {
    Reply made = worker.type("exports request", Map.of("organization", "" + organization));
    assertThat(made.problems()).isEmpty();
    assertThat(requests(worker.type("exports list", Map.of("state", "open")))).hasSize(1);
    assertThat(worker.all(WaitingRuns.class)).hasAtLeastOneElementOfType(DueRetries.class);
    assertThat(worker.all(EventIntake.class))
        .hasAtLeastOneElementOfType(ExportRequestedListener.class);
    assertThat(worker.all(Check.class)).hasAtLeastOneElementOfType(CopiesInTimeCheck.class);
  }

  @Test
  void check_fails_from_the_instant_at_which_an_open_request_is_overdue() {
    assertThat(check(DUE).detail()).isEqualTo("none is open");
    UUID request = asked(organization, user, DUE, "requested");
    asked(organization, user, DUE, "delivered");

    assertThat(check(DUE.minusNanos(1000)).state()).isEqualTo(State.OK);
    assertThat(check(DUE.minusNanos(1000)).detail()).isEqualTo("the next is due at " + DUE);
    Finding failed = check(DUE);
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.problems())
        .singleElement()
        .asString()
        .contains("1 requests are overdue: " + request, "run gdpr-export")
        .doesNotContain(user.toString());
  }

  @Test
  void check_fails_while_nothing_tries_a_request_that_could_be_answered() {
    UUID stopped = failed("foreign-row: a row of coditect_shared.projects");
    UUID givenUp = failed("the place cannot be written");
    for (String reason : List.of("erased", "gone: nobody is there")) {
      failed(reason);
    }
    List<?> problems = check(NOW).problems();
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).toString()).contains("somebody else", stopped.toString());
    assertThat(problems.get(1).toString()).contains("given up", givenUp.toString());

    change("user_id = null", givenUp);
    tenants.jdbc().sql("delete from coditect_shared.users where id = ?").param(user).update();
    assertThat(check(NOW).state()).isEqualTo(State.OK);
  }

  @Test
  void check_fails_while_a_request_is_put_off_and_until_its_next_try_has_ended() {
    UUID request = asked(organization, user, DUE, "requested");
    change("attempts = 1, retry_at = now(), reason = 'the place is full.'", request);
    assertPutOff(request);
    change(
        "state = 'running', attempts = 2, retry_at = null, package_id = gen_random_uuid()",
        request);
    assertPutOff(request);
    change("reason = null", request);
    assertThat(check(NOW).state()).isEqualTo(State.OK);
  }

  private void assertPutOff(UUID request) {
    assertThat(check(NOW).problems())
        .singleElement()
        .asString()
        .contains("1 requests are put off: " + request + " (the first: the place is full).")
        .contains("tried again by themselves", "runs --job gdpr-export", "exports retry")
        .doesNotContain(user.toString());
  }

  @Test
  void check_names_ten_of_many() {
    for (int i = 0; i < 12; i++) {
      asked(organization, user, DUE, "requested");
    }
    assertThat(check(DUE).problems())
        .singleElement()
        .asString()
        .contains("at least 11 requests", "and others");
  }

  private Finding check(Instant now) {
    return new CopiesInTimeCheck(at(now).store(), Clock.fixed(now, ZoneOffset.UTC)).examine();
  }

  private static List<UUID> requests(Reply reply) {
    assertThat(reply.exitCode()).isZero();
    return rows(reply).stream().map(row -> UUID.fromString(row.get("request").toString())).toList();
  }

  private static List<Map<String, Object>> rows(Reply reply) {
    return Typing.rows(reply, "requests");
  }
}
