package ai.coditect.ops.erasure;

import static ai.coditect.ops.erasure.propagation.StoreDoor.answer;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.propagation.StoreDoor;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Erasure in a database with two stores beside it, which never are there but in their events. */
class OtherStoresIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final String PROPAGATED = "ai.coditect.privacy.erasure.propagated.v1";
  private static final String FULFILLED = "ai.coditect.privacy.erasure.fulfilled.v1";

  @TempDir private static Path directory;
  private static InProcessWorker worker;
  private static int runs;
  private static final Tenants TENANTS = new Tenants(DATABASE);

  @BeforeAll
  static void start() {
    worker =
        InProcessWorker.start(
            DATABASE,
            OwnJobs.in(directory)
                .stores("sessions", "search")
                .purge("limits", "{ most-rows: 100000000 }")
                .variables());
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private record Asked(UUID organization, UUID person, UUID request) {}

  private Asked somebody() {
    UUID organization = TENANTS.organization("PRO");
    TENANTS.user(organization, "OWNER", null);
    UUID person = TENANTS.user(organization, "MEMBER", null);
    return new Asked(organization, person, TENANTS.request(organization, person));
  }

  private static RunResult purge() {
    return worker.run("gdpr-purge", "run " + ++runs, NOW, Map.of());
  }

  private UUID deletionOf(UUID request) {
    return TENANTS
        .ids("select deletion from coditect_ops.erasure_requests where id = '" + request + "'")
        .get(0);
  }

  private List<JsonNode> told(String type, UUID about) {
    return TENANTS
        .jdbc()
        .sql("select cast(data as text) from coditect_ops.outbox where type = ? order by sequence")
        .param(type)
        .query(String.class)
        .list()
        .stream()
        .filter(data -> data.contains(about.toString()))
        .map(data -> JsonMapper.shared().readTree(data))
        .toList();
  }

  private long kept(UUID id) {
    return TENANTS
        .jdbc()
        .sql(
            "select count(*) from coditect_ops.erasure_propagated_ids where user_id = :id or"
                + " user_id is null and organization_id = :id")
        .param("id", id)
        .query(Long.class)
        .single();
  }

  private static InboundEvent done(UUID deletion, String store) {
    return answer(deletion, store, "erased", Clock.systemUTC().instant(), Map.of("rows", 2L));
  }

  private static Reply certificate(UUID request) {
    return worker.type("erasures certificate", Map.of("request", request.toString()));
  }

  private static String listed(UUID request) {
    return worker.type("erasures list", Map.of("limit", "1000")).text().stream()
        .filter(line -> line.contains(request.toString()))
        .findFirst()
        .orElseThrow();
  }

  private static Check.Finding check() {
    return worker.all(Check.class).stream()
        .filter(each -> each.claim().startsWith("other stores"))
        .findFirst()
        .orElseThrow()
        .examine();
  }

  @Test
  void a_person_is_certified_when_every_store_has_answered_and_their_id_goes_store_by_store() {
    Asked asked = somebody();
    RunResult result = purge();
    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    UUID deletion = deletionOf(asked.request());

    List<JsonNode> questions = told(PROPAGATED, asked.person());
    assertThat(questions).hasSize(2);
    for (JsonNode question : questions) {
      assertThat(new EventSchemas(Optional.empty()).misfit(PROPAGATED, question)).isEmpty();
      assertThat(question.path("deletion").asString()).isEqualTo(deletion.toString());
      assertThat(question.path("subjects").toString())
          .isEqualTo(
              "[{\"userId\":\"%s\",\"organizationId\":\"%s\"}]"
                  .formatted(asked.person(), asked.organization()));
    }
    assertThat(questions)
        .extracting(q -> q.path("participant").asString())
        .containsExactly("search", "sessions");
    assertThat(
            TENANTS.count(
                "select count(distinct subject) from coditect_ops.outbox where type = '"
                    + PROPAGATED
                    + "'"))
        .isEqualTo(2);
    assertThat(told("ai.coditect.privacy.erasure.completed.v1", asked.request())).hasSize(1);
    assertThat(listed(asked.request()))
        .contains("partly", "waits for search until", "waits for sessions until");
    assertThat(certificate(asked.request()).exitCode()).isEqualTo(3);
    assertThat(kept(asked.person())).isEqualTo(2);

    assertThat(StoreDoor.take(worker, done(deletion, "sessions"))).isEmpty();
    assertThat(kept(asked.person())).isEqualTo(1);
    assertThat(listed(asked.request())).contains("partly").doesNotContain("sessions");
    Reply partly = certificate(asked.request());
    assertThat(partly.exitCode()).isEqualTo(3);
    assertThat(partly.problems().toString())
        .contains("Not certified yet", "search, due at")
        .doesNotContain("sessions,");
    assertThat(told(FULFILLED, asked.request())).isEmpty();

    assertThat(StoreDoor.take(worker, done(deletion, "search"), done(deletion, "search")))
        .isEmpty();
    assertThat(kept(asked.person())).isZero();
    JsonNode fulfilled = told(FULFILLED, asked.request()).get(0);
    assertThat(new EventSchemas(Optional.empty()).misfit(FULFILLED, fulfilled)).isEmpty();
    assertThat(fulfilled.path("participants").size()).isEqualTo(2);
    assertThat(listed(asked.request()))
        .contains("completed", "by every store")
        .doesNotContain("waits");
    Reply certificate = certificate(asked.request());
    assertThat(certificate.exitCode()).isZero();
    assertThat(certificate.document().get("otherStores").toString())
        .contains(
            "store=search",
            "holds=activity (when the person has signed in)",
            "outcome=erased",
            "did={rows=2}",
            "late=false");
    assertThat(certificate.document()).containsEntry("inTime", true).containsKey("fulfilled");
    // Late by our clock, whatever the clocks of the stores say.
    DATABASE.execute(
        "update coditect_ops.erasure_requests set due_at = fulfilled_at - interval '1 microsecond'"
            + " where id = '"
            + asked.request()
            + "'",
        "update coditect_ops.erasure_propagations p set answered_at = '2026-11-01 00:00:00+00' from"
            + " coditect_ops.erasure_requests r where r.deletion = p.deletion and r.id = '"
            + asked.request()
            + "'");
    Reply late = certificate(asked.request());
    assertThat(late.document())
        .containsEntry("inTime", false)
        .containsEntry("fulfilled", certificate.document().get("fulfilled"));
    assertThat(late.document().get("otherStores").toString())
        .contains("answered=2026-11-01T00:00:00Z");
    // The questions were never published here: they went with the answers, ids and all.
    assertThat(told(PROPAGATED, asked.person())).isEmpty();
    assertThat(StoreDoor.take(worker, done(deletion, "search"))).isEmpty();
    assertThat(told(FULFILLED, asked.request())).hasSize(1);
  }

  @Test
  void an_organization_is_asked_about_by_person_and_as_a_whole_and_waits_for_all_of_it() {
    UUID organization = TENANTS.organization("PRO", "UTC", NOW.minus(Duration.ofDays(1)));
    UUID owner = TENANTS.user(organization, "OWNER", null);
    TENANTS.license(organization);
    UUID request = TENANTS.request(organization, null);
    assertThat(purge().outcome()).isEqualTo(Ending.DONE);

    List<JsonNode> questions = told(PROPAGATED, organization);
    assertThat(questions).hasSize(4);
    assertThat(told(PROPAGATED, owner)).hasSize(2);
    assertThat(kept(organization)).isEqualTo(2);
    // A store stands there once, however many bites have asked it.
    assertThat(listed(request).split("waits for sessions")).hasSize(2);
    List<InboundEvent> answers = new ArrayList<>();
    questions.forEach(
        question ->
            answers.add(
                done(
                    UUID.fromString(question.path("deletion").asString()),
                    question.path("participant").asString())));
    for (InboundEvent answer : answers) {
      assertThat(certificate(request).exitCode()).isEqualTo(3);
      assertThat(told(FULFILLED, request)).isEmpty();
      assertThat(StoreDoor.take(worker, answer)).isEmpty();
    }
    assertThat(told(FULFILLED, request)).hasSize(1);
    assertThat(certificate(request).exitCode()).isZero();
    assertThat(kept(organization) + kept(owner)).isZero();
  }

  @Test
  void who_is_absent_or_was_erased_before_is_asked_about_by_the_request() {
    UUID organization = TENANTS.organization("PRO");
    UUID absent = UUID.randomUUID();
    UUID request = TENANTS.request(organization, absent);
    Asked before = somebody();
    assertThat(purge().outcome()).isEqualTo(Ending.DONE);
    assertThat(told(PROPAGATED, absent)).hasSize(2);
    assertThat(certificate(request).exitCode()).isEqualTo(3);

    UUID again = UUID.randomUUID();
    Reply asked =
        worker.type(
            "erasures request",
            Map.of(
                "organization", before.organization().toString(),
                "user", before.person().toString(),
                "request", again.toString(),
                "by", "anna"));
    assertThat(String.join("\n", asked.text())).contains("partly", "other stores are asked");
    assertThat(kept(before.person())).isEqualTo(4);

    StoreDoor.take(worker, done(request, "sessions"), done(request, "search"));
    StoreDoor.take(worker, done(again, "sessions"), done(again, "search"));
    assertThat(certificate(request).exitCode()).isZero();
    assertThat(certificate(request).document()).containsEntry("result", "already-absent");
    // The deletion that erased them is still open at both stores.
    assertThat(certificate(again).exitCode()).isEqualTo(3);
    UUID deletion = deletionOf(before.request());
    StoreDoor.take(worker, done(deletion, "sessions"), done(deletion, "search"));
    assertThat(certificate(again).exitCode()).isZero();
    assertThat(told(FULFILLED, again)).hasSize(1);
    assertThat(told(FULFILLED, before.request())).hasSize(1);
    assertThat(kept(before.person()) + kept(absent)).isZero();
  }

  /** Answers as outcome@minute, what stands in the end, and the reason of each that is rejected. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          erased@1                      | erased       | 0 |
          erased@1 erased@1             | erased       | 0 |
          nothing-held@1                | nothing-held | 0 |
          failed@1                      | failed       | 1 |
          failed@1 erased@2             | erased       | 0 |
          erased@2 failed@1             | erased       | 0 |
          refused@1 failed@2            | failed       | 1 |
          erased@1 failed@2             | erased       | 0 | takes back
          erased@1 refused@2 erased@3   | erased       | 0 | takes back
          unknown@1                     | unknown      | 1 |
          erased@9                      | none         | 1 | future
          """)
  void every_answer_has_a_defined_end(String answers, String stands, long kept, String rejected) {
    UUID deletion = planted("sessions");
    Instant start = Clock.systemUTC().instant().minus(Duration.ofMinutes(3));
    List<InboundEvent> events = new ArrayList<>();
    for (String each : answers.split(" ")) {
      String[] parts = each.split("@");
      events.add(
          answer(
              deletion,
              "sessions",
              parts[0],
              start.plus(Duration.ofMinutes(Long.parseLong(parts[1]))),
              Map.of()));
    }
    List<NamedRejection> rejections = StoreDoor.take(worker, events.toArray(InboundEvent[]::new));
    assertThat(rejections).hasSize(rejected == null ? 0 : 1);
    assertThat(rejections).allSatisfy(each -> assertThat(each.reason()).contains(rejected));
    assertThat(
            TENANTS
                .jdbc()
                .sql(
                    "select coalesce(outcome, 'none') from coditect_ops.erasure_propagations where deletion = ?")
                .param(deletion)
                .query(String.class)
                .single())
        .isEqualTo(stands);
    assertThat(
            TENANTS.count(
                "select count(*) from coditect_ops.erasure_propagated_ids where deletion = '"
                    + deletion
                    + "'"))
        .isEqualTo(kept);
    forget(deletion);
  }

  @Test
  void strangers_and_what_cannot_be_read_are_rejected_by_what_is_wrong() {
    UUID deletion = planted("sessions");
    Instant at = Clock.systemUTC().instant();
    assertThat(
            StoreDoor.take(
                worker,
                answer(UUID.randomUUID(), "sessions", "erased", at, Map.of()),
                answer(deletion, "search", "erased", at, Map.of()),
                answer(deletion, "sessions", "waived", at, Map.of()),
                new InboundEvent("//x", "odd", "[1]"),
                answer(deletion, "sessions", "erased", at, Map.of())))
        .extracting(NamedRejection::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("no store was ever asked"),
            reason -> assertThat(reason).contains("the store was not asked"),
            reason -> assertThat(reason).contains("must be a UUID"),
            reason -> assertThat(reason).contains("must be a UUID"));
    forget(deletion);
  }

  /** A question as a deletion leaves it, without a request. */
  private UUID planted(String store) {
    UUID deletion = UUID.randomUUID();
    DATABASE.execute(
        "insert into coditect_ops.erasure_propagations (deletion, participant, asked_at, deadline) values ('%s', '%s', now(), now() + interval '7 days')"
            .formatted(deletion, store),
        "insert into coditect_ops.erasure_propagated_ids values ('%s', '%s', gen_random_uuid(), gen_random_uuid())"
            .formatted(deletion, store));
    return deletion;
  }

  private static void forget(UUID deletion) {
    DATABASE.execute(
        "delete from coditect_ops.erasure_propagated_ids where deletion = '" + deletion + "'",
        "delete from coditect_ops.erasure_propagations where deletion = '" + deletion + "'");
  }

  @Test
  void of_two_last_answers_at_once_one_fulfils_the_request() {
    Asked asked = somebody();
    purge();
    UUID deletion = deletionOf(asked.request());
    TransactionTemplate slow =
        new TransactionTemplate(worker.get(PlatformTransactionManager.class));
    CompletableFuture<List<NamedRejection>> second =
        slow.execute(
            status -> {
              StoreDoor.take(worker, done(deletion, "sessions"));
              CompletableFuture<List<NamedRejection>> other =
                  CompletableFuture.supplyAsync(
                      () -> StoreDoor.take(worker, done(deletion, "search")));
              Await.until(
                  "the second worker to wait for the first",
                  () ->
                      TENANTS.count(
                              "select count(*) from pg_stat_activity where datname ="
                                  + " current_database() and wait_event_type = 'Lock'")
                          > 0);
              return other;
            });
    assertThat(second.join()).isEmpty();
    assertThat(told(FULFILLED, asked.request())).hasSize(1);
    assertThat(kept(asked.person())).isZero();
  }

  @Test
  void a_bite_that_dies_asks_nobody_and_the_next_asks_once() {
    Asked asked = somebody();
    DATABASE.execute(
        "create function public.die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$",
        "create trigger die after insert on coditect_ops.erasure_propagated_ids for each statement execute function public.die()");
    try {
      assertThat(purge().outcome()).isNotEqualTo(Ending.DONE);
    } finally {
      DATABASE.execute(
          "drop trigger die on coditect_ops.erasure_propagated_ids", "drop function public.die()");
    }
    assertThat(TENANTS.users()).contains(asked.person());
    assertThat(told(PROPAGATED, asked.person())).isEmpty();
    assertThat(kept(asked.person())).isZero();

    assertThat(purge().outcome()).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
    purge();
    assertThat(TENANTS.users()).doesNotContain(asked.person());
    assertThat(told(PROPAGATED, asked.person())).hasSize(2);
  }

  @Test
  void late_stores_show_everywhere_are_asked_again_and_can_be_waived_on_record() {
    Asked asked = somebody();
    purge();
    UUID deletion = deletionOf(asked.request());
    DATABASE.execute(
        "update coditect_ops.erasure_propagations set asked_at = now() - interval '8 days', deadline = now() - interval '1 day' where deletion = '"
            + deletion
            + "'");
    assertThat(listed(asked.request())).contains("waits for sessions, OVERDUE since");
    assertThat(certificate(asked.request()).problems().toString())
        .contains("sessions, overdue since");
    assertThat(check().problems().toString())
        .contains("Erasure overdue", "store sessions", "erasures ask STORE");

    Reply again =
        worker.type("erasures ask", Map.of("store", "sessions", "deletion", deletion.toString()));
    assertThat(again.document()).containsEntry("asked", 1L);
    List<JsonNode> questions = told(PROPAGATED, asked.person());
    assertThat(questions).hasSize(3);
    assertThat(questions.get(2).path("again").asBoolean()).isTrue();
    assertThat(
            TENANTS.count(
                "select count(distinct event_id) from coditect_ops.outbox where data ->> 'deletion' = '"
                    + deletion
                    + "' and type = '"
                    + PROPAGATED
                    + "'"))
        .isEqualTo(3);
    assertThat(worker.type("erasures ask", Map.of("store", "session")).problems().toString())
        .contains("Did you mean \"sessions\"");

    StoreDoor.take(worker, done(deletion, "sessions"));
    assertThat(check().problems().toString()).doesNotContain("store sessions");
    StoreDoor.take(
        worker, answer(deletion, "search", "refused", Clock.systemUTC().instant(), Map.of()));
    assertThat(check().problems().toString()).contains("Erasure not done", "refused");
    // Asked of a store under a name that the list does not have any more.
    DATABASE.execute(
        "alter table coditect_ops.erasure_propagated_ids drop constraint ids_are_kept_for_a_question",
        "update coditect_ops.erasure_propagations set participant = 'index' where deletion = '"
            + deletion
            + "' and participant = 'search'",
        "update coditect_ops.erasure_propagated_ids set participant = 'index' where deletion = '"
            + deletion
            + "' and participant = 'search'",
        "alter table coditect_ops.erasure_propagated_ids add constraint ids_are_kept_for_a_question foreign key (deletion, participant) references coditect_ops.erasure_propagations");
    assertThat(check().problems().toString()).contains("Store not declared", "store index");
    assertThat(worker.type("erasures ask", Map.of("store", "index")).exitCode()).isEqualTo(2);
    assertThat(certificate(asked.request()).exitCode()).isEqualTo(3);
    Reply waived =
        worker.type(
            "erasures waive",
            Map.of(
                "store",
                "index",
                "deletion",
                deletion.toString(),
                "reason",
                "shut down",
                "by",
                "anna"));
    assertThat(waived.document()).containsEntry("waived", 1L);
    assertThat(kept(asked.person())).isZero();
    assertThat(
            TENANTS.count(
                "select count(*) from coditect_ops.erasure_propagations where outcome = 'waived' and"
                    + " waived_by = 'anna' and waived_as = '"
                    + LocalPostgres.WORKER
                    + "'"))
        .isEqualTo(1);
    assertThat(told(FULFILLED, asked.request())).hasSize(1);
    assertThat(certificate(asked.request()).document().get("otherStores").toString())
        .contains("withoutItsAnswerBecause=shut down", "late=true", "not asked")
        .doesNotContain("anna");
    assertThat(
            worker
                .type("erasures waive", Map.of("store", "index", "reason", "twice", "by", "anna"))
                .exitCode())
        .isEqualTo(2);
    assertThat(check().state()).isEqualTo(Check.Finding.State.OK);

    // It was there after all.
    StoreDoor.take(worker, done(deletion, "index"));
    assertThat(certificate(asked.request()).document().get("otherStores").toString())
        .doesNotContain("withoutItsAnswerBecause");
  }

  @Test
  void requests_are_locked_before_questions_also_when_stores_are_asked_again() {
    Asked asked = somebody();
    UUID run = purge().run().orElseThrow();
    TransactionTemplate transaction =
        new TransactionTemplate(worker.get(PlatformTransactionManager.class));
    CompletableFuture<Boolean> again =
        transaction.execute(
            status -> {
              worker
                  .get(JdbcClient.class)
                  .sql("select from coditect_ops.erasure_requests where id = ? for update")
                  .param(asked.request())
                  .query()
                  .listOfRows();
              CompletableFuture<Boolean> other =
                  CompletableFuture.supplyAsync(
                      () ->
                          transaction.execute(
                              waiting -> {
                                worker
                                    .get(OtherStores.class)
                                    .askAfterReplay(run, "coditect_shared.users");
                                return true;
                              }));
              Await.until(
                  "asking again to wait for the request",
                  () ->
                      TENANTS.count(
                              "select count(*) from pg_stat_activity where datname ="
                                  + " current_database() and wait_event_type = 'Lock'")
                          > 0);
              assertThat(
                      TENANTS.count(
                          "select count(*) from (select from coditect_ops.erasure_propagations"
                              + " where deletion = '"
                              + deletionOf(asked.request())
                              + "' for update skip locked) free"))
                  .isEqualTo(2);
              return other;
            });
    assertThat(again.join()).isTrue();
    assertThat(told(PROPAGATED, asked.person())).hasSize(4);
  }

  @Test
  void nobody_is_asked_about_where_nobody_goes() {
    assertThat(
            new AskedCounts(List.of("sessions"), Set.of("users-erased"))
                .with(Changes.of("licenses-erased", 1))
                .byKind())
        .isEqualTo(Map.of("licenses-erased", 1L));
  }

  @Test
  void a_plan_says_which_stores_will_be_asked() {
    Asked asked = somebody();
    RunResult dry = worker.dryRun("gdpr-purge", NOW);
    RunResult real = purge();
    assertThat(dry.changed().byKind())
        .containsEntry("asked-of-sessions", dry.changed().byKind().get("users-erased"))
        .isEqualTo(real.changed().byKind());
    assertThat(told(PROPAGATED, asked.person())).hasSize(2);
    UUID run = real.run().orElseThrow();
    Reply plan = worker.type("erasures plan", Map.of("run", run.toString()));
    assertThat(plan.document()).containsEntry("storesToAsk", List.of("sessions", "search"));
    assertThat(String.join("\n", plan.text()))
        .contains("asked to erase the same: sessions, search");
  }
}
