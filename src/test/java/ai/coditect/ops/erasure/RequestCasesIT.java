package ai.coditect.ops.erasure;

import static ai.coditect.ops.erasure.request.RequestDoor.event;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.ErasureEvent.ErasureCompleted;
import ai.coditect.ops.erasure.ErasureEvent.ErasureRefused;
import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Requests in the cases that go wrong elsewhere, from the event to the answer. */
class RequestCasesIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final String ASKED = "2026-10-31T12:00:00.5Z";

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final EventSchemas schemas = new EventSchemas(Optional.empty());
  private InProcessWorker worker;
  private RequestDoor door;
  private int runs;

  @BeforeEach
  void start() {
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
    door = RequestDoor.of(worker);
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void a_person_who_asks_twice_is_erased_once_and_both_requests_are_answered() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID one = UUID.randomUUID();
    UUID two = UUID.randomUUID();
    assertThat(
            door.take(
                event("one", one, organization, user, ASKED),
                event("two", two, organization, user, ASKED)))
        .isEmpty();

    assertThat(run().changed().byKind()).containsExactlyEntriesOf(Map.of("users-erased", 1L));

    assertThat(completed())
        .extracting(ErasureCompleted::requestId)
        .containsExactlyInAnyOrder(one, two);
    assertThat(completed())
        .allSatisfy(
            event -> {
              assertThat(event.result()).isEqualTo("erased");
              assertThat(event.organizationId()).isEqualTo(organization);
              assertThat(event.requestedAt()).isEqualTo(ASKED);
              assertThat(event.dueAt()).isEqualTo("2026-11-30T12:00:00.5Z");
            });
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isEqualTo(1);
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(completed()).hasSize(2);
  }

  @Test
  void who_was_erased_before_is_answered_at_once_and_whoever_was_not_is_rejected() {
    UUID organization = tenants.organization("FREE");
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID vanished = tenants.user(organization, "MEMBER", null);
    UUID other = tenants.organization("FREE");
    run();
    tenants.jdbc().sql("delete from coditect_shared.users where id = ?").param(vanished).update();
    UUID request = UUID.randomUUID();

    assertThat(
            door.take(
                event("gone", request, organization, gone, ASKED),
                event("vanished", UUID.randomUUID(), organization, vanished, ASKED),
                event("other tenant", UUID.randomUUID(), other, gone, ASKED)))
        .extracting(NamedRejection::eventId)
        .containsExactly("vanished", "other tenant");

    assertThat(completed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.requestId()).isEqualTo(request);
              assertThat(event.result()).isEqualTo("already-erased");
              assertThat(event.deletion()).isNotNull();
            });
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_requests where state = 'completed' and"
                    + " ground = 'already-erased' and user_id is null"))
        .isEqualTo(1);
    assertThat(door.take(event("again", request, organization, gone, ASKED))).isEmpty();
    assertThat(completed()).hasSize(1);
  }

  @Test
  void an_answered_request_that_comes_back_is_known_and_for_somebody_else_rejected() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID other = tenants.user(organization, "MEMBER", null);
    UUID request = UUID.randomUUID();
    door.take(event("first", request, organization, user, ASKED));
    run();

    assertThat(
            door.take(
                event("again", request, organization, user, ASKED),
                event("somebody else", request, organization, other, ASKED)))
        .extracting(NamedRejection::eventId)
        .containsExactly("somebody else");
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).contains(other);
  }

  @Test
  void without_the_key_nobody_is_known_to_have_been_erased_and_nothing_breaks() {
    UUID organization = tenants.organization("FREE");
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID asks = tenants.user(organization, "MEMBER", null);
    UUID alive = tenants.user(organization, "MEMBER", null);
    UUID request = UUID.randomUUID();
    door.take(event("first", request, organization, asks, ASKED));
    run();
    RequestDoor keyless = RequestDoor.at(NOW, database.as(LocalPostgres.WORKER), null);

    assertThat(
            keyless.take(
                event("again", request, organization, asks, ASKED),
                event("somebody alive", request, organization, alive, ASKED),
                event("gone", UUID.randomUUID(), organization, gone, ASKED)))
        .extracting(NamedRejection::eventId)
        .containsExactly("somebody alive", "gone");
  }

  @Test
  void the_last_owner_is_refused_until_somebody_can_take_over() {
    UUID organization = tenants.organization("PRO");
    UUID owner = tenants.user(organization, "OWNER", null);
    tenants.user(organization, "ADMIN", null);
    UUID project = tenants.project(organization, owner);
    UUID request = UUID.randomUUID();
    door.take(event("e", request, organization, owner, ASKED));

    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(refused())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.requestId()).isEqualTo(request);
              assertThat(event.ground()).isEqualTo("no-owner-to-take-over");
              assertThat(event.holdId()).isNull();
            });
    assertThat(tenants.users()).contains(owner);

    UUID heir = tenants.user(organization, "OWNER", null);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).contains(heir).doesNotContain(owner);
    assertThat(
            tenants.ids(
                "select owner_id from coditect_shared.projects where id = '" + project + "'"))
        .containsExactly(heir);
    assertThat(completed()).extracting(ErasureCompleted::requestId).containsExactly(request);
  }

  @Test
  void nobody_is_refused_because_another_run_took_the_owner_of_an_ended_organization_first() {
    UUID ended = tenants.organization("PRO", "UTC", LONG_AGO);
    List<UUID> requests = List.of(UUID.randomUUID(), UUID.randomUUID());
    for (UUID request : requests) {
      UUID owner = tenants.user(ended, "OWNER", null);
      tenants.project(ended, owner);
      door.take(event(request.toString(), request, ended, owner, ASKED));
    }
    pauseDestructionWhenSomebodyIsGone();
    OwnJobs small = OwnJobs.in(directory).edit("gdpr-purge.yaml", "bite: \\d+", "bite: 1");

    try (InProcessWorker both = InProcessWorker.start(database, small.variables())) {
      assertThat(both.run("gdpr-purge", "all", NOW, Map.of()).outcome().exitCode()).isEqualTo(4);
      assertThat(tenants.users()).hasSize(1);
      both.type("destruction resume", Map.of("by", "Ada"));
      assertThat(both.run("gdpr-purge", "asked", NOW, Map.of("requested-only", "true")).outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
      assertThat(tenants.users()).hasSize(1);
      assertThat(refused()).isEmpty();

      both.run("gdpr-purge", "all", NOW, Map.of());
      both.type("destruction resume", Map.of("by", "Ada"));
      assertThat(both.run("gdpr-purge", "all", NOW, Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(refused()).isEmpty();
    assertThat(completed())
        .extracting(ErasureCompleted::requestId)
        .containsExactlyInAnyOrderElementsOf(requests);
  }

  private void pauseDestructionWhenSomebodyIsGone() {
    database.execute(
        """
        create function coditect_ops.pause() returns trigger language plpgsql security definer as $$
        begin
          update coditect_ops.destruction set paused = true, paused_by = 'Ada', paused_at = now();
          return null;
        end $$""",
        "create trigger pause after delete on coditect_shared.users"
            + " for each row execute function coditect_ops.pause()");
  }

  /** Else whom the night left for a reason would be taken for somebody whom it forgot. */
  @Test
  void a_run_of_requests_forgets_no_reason_that_the_night_wrote_down() {
    UUID organization = tenants.organization("PRO");
    UUID held = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID asks = tenants.user(organization, "MEMBER", null);
    tenants.hold("user", organization, held, null);
    tenants.hold("user", organization, asks, null);
    worker.run("gdpr-purge", "night", NOW, Map.of());
    assertThat(left()).containsExactly(held);

    door.take(event("e", UUID.randomUUID(), organization, asks, ASKED));
    worker.run("gdpr-purge", "asked", NOW, Map.of("requested-only", "true"));
    assertThat(left()).containsExactlyInAnyOrder(held, asks);
    worker.run("gdpr-purge", "asked again", NOW, Map.of("requested-only", "true"));
    assertThat(left()).as("whom it looks at again").containsExactlyInAnyOrder(held, asks);
    worker.run("gdpr-purge", "next night", NOW, Map.of());
    assertThat(left()).containsExactlyInAnyOrder(held, asks);
  }

  private List<UUID> left() {
    return tenants.ids("select user_id from coditect_ops.erasure_left");
  }

  @Test
  void who_is_held_is_told_the_hold() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID hold = tenants.hold("user", organization, user, null);
    door.take(event("e", UUID.randomUUID(), organization, user, ASKED));

    run();
    assertThat(refused()).singleElement().satisfies(e -> assertThat(e.holdId()).isEqualTo(hold));
  }

  @Test
  void a_new_registration_with_the_same_address_is_somebody_else() {
    UUID organization = tenants.organization("PRO");
    UUID before = tenants.user(organization, "MEMBER", NOW.minusSeconds(60));
    UUID anew = tenants.user(organization, "MEMBER", null);
    tenants
        .jdbc()
        .sql(
            "update coditect_shared.users set email = (select email from coditect_shared.users"
                + " where id = ?) where id = ?")
        .params(before, anew)
        .update();
    String row = row(anew);
    door.take(event("e", UUID.randomUUID(), organization, before, ASKED));

    assertThat(run().changed().byKind()).containsExactlyEntriesOf(Map.of("users-erased", 1L));
    assertThat(tenants.users()).containsExactly(anew);
    assertThat(row(anew)).isEqualTo(row);
  }

  @Test
  void a_license_that_was_assigned_to_the_person_stays_with_the_organization() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    UUID license = tenants.license(organization);
    tenants
        .jdbc()
        .sql("update coditect_shared.users set license_id = ? where id = ?")
        .params(license, user)
        .update();
    door.take(event("e", UUID.randomUUID(), organization, user, ASKED));

    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).isEmpty();
    assertThat(
            tenants.ids(
                "select id from coditect_shared.licenses where organization_id = '"
                    + organization
                    + "' and status = 'ACTIVE'"))
        .containsExactly(license);
  }

  @Test
  void a_deleted_organization_that_asks_goes_before_its_retention_ends_and_is_known_afterwards() {
    UUID ended = tenants.organization("ENTERPRISE", "UTC", NOW.minusSeconds(60));
    tenants.project(ended, tenants.user(ended, "OWNER", null));
    UUID request = UUID.randomUUID();
    UUID later = UUID.randomUUID();
    door.take(event("e", request, ended, null, ASKED));

    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).isEmpty();
    assertThat(
            door.take(
                event("again", request, ended, null, ASKED),
                event("later", later, ended, null, ASKED)))
        .isEmpty();
    assertThat(completed())
        .extracting(event -> event.requestId() + " " + event.result())
        .containsExactlyInAnyOrder(request + " erased", later + " already-erased");
  }

  @Test
  void an_organization_that_is_restored_stays_and_its_request_waits_for_another_deletion() {
    UUID organization = tenants.organization("PRO", "UTC", NOW.minusSeconds(60));
    UUID owner = tenants.user(organization, "OWNER", null);
    door.take(event("e", UUID.randomUUID(), organization, null, ASKED));
    delete(organization, null);

    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(run().outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).containsExactly(owner);
    assertThat(refused())
        .singleElement()
        .satisfies(event -> assertThat(event.ground()).isEqualTo("organization-restored"));
    RequestDoor late =
        RequestDoor.at(
            Instant.parse("2027-01-01T00:00:00Z"), database.as(LocalPostgres.WORKER), null);
    assertThat(late.check().state()).isEqualTo(State.OK);

    delete(organization, NOW.minusSeconds(30));
    assertThat(late.check().state()).isEqualTo(State.FAILED);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).isEmpty();
    assertThat(completed()).hasSize(1);
  }

  private void delete(UUID organization, @Nullable Instant at) {
    tenants
        .jdbc()
        .sql(
            "update coditect_shared.organizations set deleted_at = cast(? as timestamptz)"
                + " where id = ?")
        .params(at == null ? null : at.toString(), organization)
        .update();
  }

  @Test
  void who_went_by_another_way_is_answered_as_absent() {
    UUID organization = tenants.organization("PRO");
    UUID user = tenants.user(organization, "MEMBER", null);
    door.take(event("e", UUID.randomUUID(), organization, user, ASKED));
    tenants.jdbc().sql("delete from coditect_shared.users where id = ?").param(user).update();

    run();
    assertThat(completed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.result()).isEqualTo("already-absent");
              assertThat(event.deletion()).isNull();
            });
  }

  private RunResult run() {
    RunResult result =
        worker.run("gdpr-purge", "run " + ++runs, NOW, Map.of("requested-only", "false"));
    assertThat(result.problems()).isEmpty();
    return result;
  }

  private String row(UUID user) {
    return tenants
        .jdbc()
        .sql("select cast(u as text) || xmin from coditect_shared.users u where id = ?")
        .param(user)
        .query(String.class)
        .single();
  }

  private List<ErasureCompleted> completed() {
    return events("ai.coditect.privacy.erasure.completed.v1", ErasureCompleted.class);
  }

  private List<ErasureRefused> refused() {
    return events("ai.coditect.privacy.erasure.refused.v1", ErasureRefused.class);
  }

  /** The events of a type; each fits its schema and goes to its organization. */
  private <E extends ErasureEvent> List<E> events(String type, Class<E> shape) {
    return tenants
        .jdbc()
        .sql("select data, ordering_key from coditect_ops.outbox where type = ? order by sequence")
        .param(type)
        .query(
            (row, n) -> {
              String data = row.getString("data");
              assertThat(schemas.misfit(type, JsonMapper.shared().readTree(data)))
                  .as(data)
                  .isEmpty();
              E event = JsonMapper.shared().readValue(data, shape);
              assertThat(row.getString("ordering_key"))
                  .isEqualTo(event.organizationId().toString());
              return event;
            })
        .list();
  }
}
