package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of hold, and an open export, keeps from the purge; and what it does not. */
class HeldIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final String KEY = "OPS_SUBJECT_KEY";
  private static final String NEW_KEY = "k2:5d3X0C4u1pGm7nQ9rTbWyZaHfKjLsEvIoPqRtUwYx2M=";

  @TempDir Path ledger;
  @TempDir Path jobs;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private InProcessWorker worker;

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void each_kind_of_hold_keeps_whom_it_protects_and_nobody_else() {
    start();
    UUID one = tenants.organization("FREE");
    UUID other = tenants.organization("FREE");
    UUID whole = tenants.organization("FREE");
    List<UUID> stay = new ArrayList<>();
    for (UUID organization : List.of(one, other, whole)) {
      stay.add(tenants.user(organization, "OWNER", null));
    }
    UUID held = due(one, "held@example.org");
    stay.add(held);
    stay.add(due(one, "Within@Example.org"));
    stay.add(due(one, "everywhere@example.org"));
    stay.add(due(other, "EVERYWHERE@example.org"));
    UUID owning = due(one, "owning@example.org");
    stay.add(owning);
    stay.add(due(whole, "in.held.organization@example.org"));
    UUID project = tenants.project(one, owning);
    UUID another = tenants.project(one, owning);
    due(one, "free@example.org");
    due(other, "within@example.org");
    UUID passesOn = tenants.project(one, due(one, "owns.what.nobody.holds@example.org"));

    place("user", held);
    place("email", "WITHIN@example.org", "organization", one);
    place("email", "Everywhere@Example.Org");
    place("project", project);
    place("organization", whole);
    RunResult result = run("one");

    assertThat(result.problems()).isEmpty();
    assertThat(result.changed().byKind())
        .containsExactlyInAnyOrderEntriesOf(Map.of("users-erased", 3L, "projects-changed", 1L));
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(stay);
    assertThat(
            tenants.ids(
                "select id from coditect_shared.projects where owner_id = '" + owning + "'"))
        .containsExactlyInAnyOrder(project, another)
        .doesNotContain(passesOn);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_left l join coditect_ops.holds h on h.id ="
                    + " l.hold_id where l.reason = 'held'"))
        .isEqualTo(6);

    tenants.ids("select id from coditect_ops.holds where part_of is null").forEach(this::release);
    assertThat(run("two").changed().byKind()).containsEntry("users-erased", 6L);
  }

  @Test
  void a_hold_is_over_at_the_very_instant_that_it_names_and_not_a_microsecond_before() {
    start();
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    List<UUID> standing = new ArrayList<>();
    for (Instant until : List.of(NOW, NOW.plus(1, ChronoUnit.MICROS))) {
      UUID user = due(organization, until.getNano() + "u@example.org");
      UUID byAddress = due(organization, until.getNano() + "a@example.org");
      UUID owning = due(organization, until.getNano() + "p@example.org");
      tenants.hold("user", organization, user, null);
      Desks.hold(place("email", until.getNano() + "a@example.org"));
      tenants.hold("project", organization, null, tenants.project(organization, owning));
      UUID whole = tenants.organization("FREE");
      UUID inside = due(whole, "inside@example.org");
      tenants.hold("organization", whole, null, null);
      tenants
          .jdbc()
          .sql("update coditect_ops.holds set until = cast(? as timestamptz) where until is null")
          .param(until.toString())
          .update();
      if (until.isAfter(NOW)) {
        standing.addAll(List.of(user, byAddress, owning, inside));
      }
    }

    assertThat(run("one").changed().byKind()).containsEntry("users-erased", 4L);
    standing.add(owner);
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(standing);
    assertThat(
            worker
                .run("gdpr-purge", "later", NOW.plus(1, ChronoUnit.MICROS), Map.of())
                .changed()
                .byKind())
        .containsEntry("users-erased", 4L);
  }

  @Test
  void an_address_stays_held_while_the_key_is_replaced_and_a_lost_key_refuses_the_run() {
    start();
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID held = due(organization, "held@example.org");
    place("email", "held@example.org");
    String old = InProcessWorker.erasing(ledger).get(KEY);

    restart(KEY, NEW_KEY);
    RunResult refused = run("lost");
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems().toString()).contains("OPS_SUBJECT_KEY");
    assertThat(tenants.users()).containsExactly(owner, held);

    restart(KEY, NEW_KEY + "," + old);
    assertThat(run("both").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).containsExactly(owner, held);
    assertThat(place("email", "HELD@example.org").document()).containsEntry("already", true);

    tenants.ids("select id from coditect_ops.holds where part_of is null").forEach(this::release);
    assertThat(run("released").changed().byKind()).containsEntry("users-erased", 1L);
  }

  @Test
  void an_ended_organization_goes_but_for_who_is_held_and_the_rest_after_the_release() {
    start();
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID request = tenants.request(ended, null);
    tenants.project(ended, tenants.user(ended, "OWNER", null));
    UUID held = tenants.user(ended, "MEMBER", null);
    UUID gone = tenants.user(ended, "MEMBER", null);
    UUID project = tenants.project(ended, held);
    UUID license = tenants.license(ended);
    UUID goneLicense = tenants.license(ended);
    license(held, license);
    license(gone, goneLicense);
    tenants.license(ended);
    place("user", held);

    RunResult partly = run("one");

    assertThat(partly.problems()).isEmpty();
    assertThat(partly.changed().byKind())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("users-erased", 2L, "projects-erased", 1L, "licenses-erased", 2L));
    assertThat(tenants.users()).containsExactly(held);
    assertThat(tenants.ids("select id from coditect_shared.projects")).containsExactly(project);
    assertThat(tenants.ids("select id from coditect_shared.licenses")).containsExactly(license);
    assertThat(
            tenants.ids(
                "select license_id from coditect_shared.users where license_id is not null"))
        .containsExactly(license);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).containsExactly(ended);
    assertThat(left()).containsExactlyInAnyOrder("held " + held, "something-held null");
    assertThat(request(request)).isEqualTo("refused something-held");
    UUID hold = tenants.ids("select id from coditect_ops.holds where part_of is null").get(0);
    assertThat(event("erasure-refused-" + request + "-" + hold)).isEqualTo(1);

    assertThat(run("again").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(event("erasure-refused-" + request + "-" + hold)).isEqualTo(1);
    tenants.ids("select id from coditect_ops.holds where part_of is null").forEach(this::release);
    RunResult rest = worker.run("gdpr-purge", "rest", NOW, Map.of("organization", "" + ended));

    assertThat(rest.problems()).isEmpty();
    assertThat(rest.changed().byKind())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "users-erased", 1L,
                "projects-erased", 1L,
                "licenses-erased", 1L,
                "organizations-erased", 1L));
    assertThat(tenants.ids("select id from coditect_shared.organizations")).isEmpty();
    assertThat(request(request)).isEqualTo("completed erased");
    assertThat(event("erasure-completed-" + request)).isEqualTo(1);
  }

  @Test
  void a_hold_on_an_ended_organization_keeps_all_of_it_and_answers_with_its_ground() {
    start();
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID request = tenants.request(ended, null);
    UUID user = due(ended, "somebody@example.org");
    tenants.project(ended, user);
    UUID hold = Desks.hold(place("organization", ended));

    assertThat(run("one").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).containsExactly(user);
    assertThat(request(request)).isEqualTo("refused case 12");
    assertThat(event("erasure-refused-" + request + "-" + hold)).isEqualTo(1);

    release(hold);
    assertThat(run("two").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).isEmpty();
    assertThat(request(request)).isEqualTo("completed erased");
  }

  @Test
  void a_held_project_keeps_its_owner_when_an_ended_organization_goes() {
    start();
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID owning = tenants.user(ended, "OWNER", null);
    tenants.user(ended, "MEMBER", null);
    UUID project = tenants.project(ended, owning);
    place("project", project);

    run("one");

    assertThat(tenants.users()).containsExactly(owning);
    assertThat(tenants.ids("select id from coditect_shared.projects")).containsExactly(project);
    assertThat(left()).containsExactlyInAnyOrder("held " + owning, "something-held null");
  }

  @Test
  void an_open_export_is_cancelled_with_the_deletion_as_a_trace() {
    start();
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID gone = due(organization, "gone@example.org");
    UUID export = export(organization, gone, "running");
    UUID delivered = export(organization, gone, "delivered");
    UUID others = export(organization, tenants.user(organization, "MEMBER", null), "running");
    tenants.jdbc().sql("update coditect_ops.export_requests set announced = true").update();

    assertThat(run("one").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(gone);
    assertThat(state(export)).isEqualTo("cancelled");
    // What we still have of it goes, too.
    assertThat(state(delivered)).isEqualTo("expired");
    assertThat(state(others)).isEqualTo("running");
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.export_requests e join"
                    + " coditect_ops.erasure_deletions d on e.reason = 'erased by deletion ' ||"
                    + " d.deletion where e.deletion = d.deletion and not e.announced and e.user_id is null and e.id ="
                    + " '"
                    + export
                    + "'"))
        .isEqualTo(1);
  }

  @Test
  void an_open_export_is_waited_for_where_the_job_file_says_so() {
    start(
        "OPS_JOBS_DIR", Desks.jobs(jobs, "open-exports: cancel", "open-exports: wait").toString());
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID waits = due(organization, "waits@example.org");
    UUID request = tenants.request(organization, waits);
    UUID export = export(organization, waits, "running");

    assertThat(run("one").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).contains(waits);
    assertThat(state(export)).isEqualTo("running");
    assertThat(left()).containsExactly("export-open " + waits);
    assertThat(request(request)).isEqualTo("refused export-open");

    tenants
        .jdbc()
        .sql("update coditect_ops.export_requests set state = 'delivered', finished_at = now()")
        .update();
    assertThat(run("two").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(waits);
    assertThat(request(request)).isEqualTo("completed erased");
  }

  @Test
  void an_open_export_of_an_ended_organization_is_cancelled_when_it_goes() {
    start();
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.user(ended, "OWNER", null);
    tenants.license(ended);
    UUID running = export(ended, null, "running");
    UUID ready = export(ended, null, "ready");
    UUID expired = export(ended, null, "expired");
    UUID others = export(tenants.organization("FREE"), null, "running");
    tenants.jdbc().sql("update coditect_ops.export_requests set announced = true").update();

    assertThat(run("one").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).doesNotContain(ended);
    assertThat(List.of(state(running), state(ready), state(expired), state(others)))
        .containsExactly("cancelled", "cancelled", "expired", "running");
    // The deletion that took the first of it, so that no copy of a part is ever made.
    assertThat(
            tenants.ids(
                "select e.id from coditect_ops.export_requests e join coditect_ops.erasures d on"
                    + " d.deletion = e.deletion where e.reason = 'erased by deletion ' ||"
                    + " d.deletion and e.finished_at is not null and not e.announced and jsonb_exists(d.counts,"
                    + " 'coditect_shared.users')"))
        .containsExactlyInAnyOrder(running, ready);
  }

  @Test
  void an_ended_organization_waits_for_its_open_export_where_the_job_file_says_so() {
    start(
        "OPS_JOBS_DIR", Desks.jobs(jobs, "open-exports: cancel", "open-exports: wait").toString());
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID owner = tenants.user(ended, "OWNER", null);
    UUID request = tenants.request(ended, null);
    UUID export = export(ended, null, "requested");

    assertThat(run("one").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).containsExactly(owner);
    assertThat(state(export)).isEqualTo("requested");
    assertThat(left()).containsExactly("export-open null");
    assertThat(request(request)).isEqualTo("refused export-open");
    assertThat(event("erasure-refused-" + request + "-export-open")).isEqualTo(1);

    tenants
        .jdbc()
        .sql(
            "update coditect_ops.export_requests set state = 'ready', finished_at = now(),"
                + " package_id = gen_random_uuid()")
        .update();
    assertThat(run("two").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).isEmpty();
    assertThat(request(request)).isEqualTo("completed erased");
    assertThat(state(export)).isEqualTo("cancelled");
  }

  private void start(String... variables) {
    Map<String, String> all = new HashMap<>(InProcessWorker.erasing(ledger));
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    worker = InProcessWorker.start(database, all);
  }

  private void restart(String... variables) {
    worker.close();
    start(variables);
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private Reply place(Object... target) {
    List<Object> arguments = new ArrayList<>(List.of(target));
    arguments.addAll(List.of("ground", "case 12", "by", "counsel"));
    Reply reply = Desks.ask(worker, "holds place", arguments.toArray());
    assertThat(reply.problems()).isEmpty();
    return reply;
  }

  private void release(UUID hold) {
    assertThat(Desks.ask(worker, "holds release", "hold", hold, "by", "judge").exitCode()).isZero();
  }

  private UUID due(UUID organization, String address) {
    UUID user = tenants.user(organization, "MEMBER", LONG_AGO);
    tenants
        .jdbc()
        .sql("update coditect_shared.users set email = ? where id = ?")
        .params(address, user)
        .update();
    return user;
  }

  private void license(UUID user, UUID license) {
    tenants
        .jdbc()
        .sql("update coditect_shared.users set license_id = ? where id = ?")
        .params(license, user)
        .update();
  }

  private UUID export(UUID organization, @Nullable UUID user, String state) {
    return tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.export_requests (id, organization_id, user_id,"
                + " whole_organization, state, requested_at, due_at, package_id) values"
                + " (gen_random_uuid(), ?, ?, ?, ?, now(), now(), gen_random_uuid()) returning id")
        .params(organization, user, user == null, state)
        .query(UUID.class)
        .single();
  }

  private String state(UUID export) {
    return text("select state from coditect_ops.export_requests where id = '" + export + "'");
  }

  private String request(UUID request) {
    return text(
        "select state || ' ' || ground from coditect_ops.erasure_requests where id = '"
            + request
            + "'");
  }

  private long event(String id) {
    return tenants.count("select count(*) from coditect_ops.outbox where event_id = '" + id + "'");
  }

  /** Of the first run that left anybody. */
  private List<String> left() {
    return tenants
        .jdbc()
        .sql(
            "select reason || ' ' || coalesce(cast(user_id as text), 'null') from"
                + " coditect_ops.erasure_left where run_id = (select run_id from"
                + " coditect_ops.erasure_left order by id limit 1)")
        .query(String.class)
        .list();
  }

  private String text(String sql) {
    return tenants.jdbc().sql(sql).query(String.class).single();
  }
}
