package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.erasure.propagation.StoreDoor;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders of erase, crash, question, answer, doubled answer, backup, restore and replay, one person
 * for each order, all of them on one database: they all end in one state, and nobody is certified
 * while a store still has them.
 */
class PropagationModelIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  /** Asked, answered, and answered once more, of each store: as often as there are such steps. */
  private static final int STEPS = 6;

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final List<RememberingStore> stores =
      List.of(new RememberingStore("sessions"), new RememberingStore("search"));
  private final List<Life> lives = new ArrayList<>();
  private InProcessWorker worker;
  private int runs;

  /** When somebody is erased, beside the backup. */
  private enum Birth {
    /** Erased before the backup is made. */
    ERASED_BEFORE,
    /** There when it is made, and erased after. */
    THERE,
    /** Not there yet: the restored database has never heard of them. */
    AFTER
  }

  /**
   * One person, and what happens when.
   *
   * @param order which store each step is about
   * @param before so many steps come before the backup
   * @param lost so many steps have come when the database is restored
   * @param published whether their questions leave the outbox before that, whatever comes
   */
  private record Life(
      Birth birth,
      List<Integer> order,
      int before,
      int lost,
      boolean published,
      UUID organization,
      UUID person,
      UUID request,
      List<List<JsonNode>> asked,
      List<List<InboundEvent>> answered) {}

  @Test
  void a_sample_of_all_orders_ends_alike() {
    live(11);
  }

  @Test
  @Tag("campaign")
  void every_order_ends_alike() {
    live(1);
  }

  /** Stores that count as done before they were asked: the model has to see it. */
  @Test
  @Tag("campaign")
  void a_certificate_before_the_answers_is_seen() {
    database.execute(
        "create function public.presume() returns trigger language plpgsql as $$ begin new.outcome"
            + " := 'erased'; new.answered_at := now(); new.received_at := now(); return new; end $$",
        "create trigger presume before insert on coditect_ops.erasure_propagations for each row"
            + " execute function public.presume()");
    assertThatThrownBy(() -> live(97))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(" in sessions");
  }

  private void live(int every) {
    OwnJobs jobs =
        OwnJobs.in(directory)
            .stores("sessions", "search")
            .purge("limits", "{ most-rows: 100000000 }")
            .edit("gdpr-purge.yaml", "bite: 1000", "bite: 1")
            .edit("erasure-replay.yaml", "bite: 1000", "bite: 7")
            .edit("erasure-replay.yaml", "most-percent: 50", "most-rows: 100000000");
    try (InProcessWorker started = InProcessWorker.start(database, jobs.variables())) {
      worker = started;
      UUID organization = tenants.organization("PRO");
      tenants.user(organization, "OWNER", null);
      plan(Birth.ERASED_BEFORE, organization, every);
      killThenPurge();
      for (int step = 0; step < STEPS; step++) {
        int now = step;
        take(lives.stream().filter(life -> now < life.before()).toList(), step);
      }
      plan(Birth.THERE, organization, every);
      KeptTables backup = KeptTables.of(database);
      plan(Birth.AFTER, organization, every);
      killThenPurge();
      for (int step = 0; step < STEPS; step++) {
        int now = step;
        take(
            lives.stream().filter(life -> now >= life.before() && now < life.lost()).toList(),
            step);
      }
      publish(lives.stream().filter(Life::published).toList());

      backup.restore();
      nobodyIsCertifiedTooEarly();
      assertThat(worker.type("erasures replay", Map.of("by", "anna")).exitCode()).isZero();
      nobodyIsCertifiedTooEarly();
      for (int step = 0; step < STEPS; step++) {
        int now = step;
        take(lives.stream().filter(life -> now >= life.lost()).toList(), step);
      }
      settle();
      theEndIsOne();
      // Once more, and nothing changes.
      String end = state();
      assertThat(purge().outcome()).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
      assertThat(state()).isEqualTo(end);
    }
  }

  private void plan(Birth birth, UUID organization, int every) {
    int number = 0;
    for (List<Integer> order : orders()) {
      for (int before = 0; before <= (birth == Birth.ERASED_BEFORE ? STEPS : 0); before++) {
        for (int lost = before; lost <= STEPS; lost++) {
          if (number++ % every == 0) {
            UUID person = tenants.user(organization, "MEMBER", null);
            stores.forEach(store -> store.put(person));
            lives.add(
                new Life(
                    birth,
                    order,
                    before,
                    lost,
                    number % 2 == 0,
                    organization,
                    person,
                    tenants.request(organization, person),
                    List.of(new ArrayList<>(), new ArrayList<>()),
                    List.of(new ArrayList<>(), new ArrayList<>())));
          }
        }
      }
    }
  }

  /** Which of two stores is next, three times each: twenty orders. */
  private static List<List<Integer>> orders() {
    List<List<Integer>> orders = new ArrayList<>();
    for (int bits = 0; bits < 1 << STEPS; bits++) {
      if (Integer.bitCount(bits) == STEPS / 2) {
        List<Integer> order = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
          order.add(bits >> step & 1);
        }
        orders.add(order);
      }
    }
    return orders;
  }

  private RunResult purge() {
    return worker.run("gdpr-purge", "run " + ++runs, NOW, Map.of());
  }

  /** A purge that dies in its third bite, after the question was written; then one to the end. */
  private void killThenPurge() {
    database.execute(
        "create sequence public.bites",
        "grant usage on sequence public.bites to public",
        "create function public.die() returns trigger language plpgsql as $$ begin if"
            + " nextval('public.bites') = 3 then raise exception 'killed'; end if; return null; end $$",
        "create trigger die after insert on coditect_ops.erasure_propagated_ids for each statement"
            + " execute function public.die()");
    assertThat(purge().outcome()).isEqualTo(Ending.FAILED);
    database.execute(
        "drop trigger die on coditect_ops.erasure_propagated_ids",
        "drop function public.die()",
        "drop sequence public.bites");
    assertThat(purge().outcome()).isEqualTo(Ending.DONE);
    nobodyIsCertifiedTooEarly();
  }

  /** One step of each life: a store is asked, answers, or its answer comes once more. */
  private void take(List<Life> some, int step) {
    List<Life> asking = new ArrayList<>();
    List<InboundEvent> answers = new ArrayList<>();
    for (Life life : some) {
      int store = life.order().get(step);
      long already = life.order().subList(0, step).stream().filter(s -> s == store).count();
      if (already == 0) {
        asking.add(life);
      } else {
        // Twice at once the second time.
        answers.addAll(life.answered().get(store));
        if (already == 2) {
          answers.addAll(life.answered().get(store));
        }
      }
    }
    publish(asking);
    for (Life life : asking) {
      int store = life.order().get(step);
      life.asked()
          .get(store)
          .forEach(question -> life.answered().get(store).add(stores.get(store).ask(question)));
      life.asked().get(store).clear();
    }
    answer(answers);
  }

  private void answer(List<InboundEvent> answers) {
    List<NamedRejection> rejections = StoreDoor.take(worker, answers.toArray(InboundEvent[]::new));
    assertThat(rejections).isEmpty();
    nobodyIsCertifiedTooEarly();
  }

  /** What the relay does: the questions of these people leave the outbox. */
  private void publish(List<Life> some) {
    Map<String, Life> byPerson = new HashMap<>();
    some.forEach(life -> byPerson.put(life.person().toString(), life));
    List<Long> gone = new ArrayList<>();
    tenants
        .jdbc()
        .sql(
            "select sequence, cast(data as text) as data from coditect_ops.outbox where type ="
                + " 'ai.coditect.privacy.erasure.propagated.v1' order by sequence")
        .query(
            row -> {
              JsonNode question = JsonMapper.shared().readTree(row.getString("data"));
              Life life = byPerson.get(question.path("subjects").path(0).path("userId").asString());
              if (life != null) {
                int store = question.path("participant").asString().equals("sessions") ? 0 : 1;
                life.asked().get(store).add(question);
                gone.add(row.getLong("sequence"));
              }
            });
    delete(gone);
  }

  private void delete(List<Long> sequences) {
    if (!sequences.isEmpty()) {
      database.execute(
          "delete from coditect_ops.outbox where sequence in ("
              + String.join(", ", sequences.stream().map(String::valueOf).toList())
              + ")");
    }
  }

  /** All that still can come comes, in any order and doubled; then a person looks. */
  private void settle() {
    Random random = new Random(7);
    for (int round = 0; round < 2; round++) {
      List<InboundEvent> answers = new ArrayList<>();
      for (Life life : lives) {
        for (int store = 0; store < 2; store++) {
          RememberingStore asked = stores.get(store);
          life.asked().get(store).forEach(question -> answers.add(asked.ask(question)));
          life.asked().get(store).clear();
        }
      }
      List<Long> published = new ArrayList<>();
      tenants
          .jdbc()
          .sql(
              "select sequence, cast(data as text) as data from coditect_ops.outbox where type ="
                  + " 'ai.coditect.privacy.erasure.propagated.v1' order by random()")
          .query(
              row -> {
                JsonNode question = JsonMapper.shared().readTree(row.getString("data"));
                stores.stream()
                    .filter(store -> store.name.equals(question.path("participant").asString()))
                    .forEach(store -> answers.add(store.ask(question)));
                published.add(row.getLong("sequence"));
              });
      delete(published);
      List<InboundEvent> doubled = new ArrayList<>(answers);
      doubled.addAll(answers);
      Collections.shuffle(doubled, random);
      answer(doubled);
      stores.forEach(store -> worker.type("erasures ask", Map.of("store", store.name)));
    }
    // Questions that never left before the restore: their ids are lost, so people look.
    for (Life life : lives) {
      for (RememberingStore store : stores) {
        boolean lostForGood = store.holds(life.person());
        assertThat(lostForGood)
            .as("%s %s", life, store.name)
            .isEqualTo(lostForGood && life.birth() == Birth.AFTER && !life.published());
        store.erase(life.person());
      }
    }
    nobodyIsCertifiedTooEarly();
    for (RememberingStore store : stores) {
      worker.type(
          "erasures waive", Map.of("store", store.name, "reason", "erased by hand", "by", "anna"));
    }
  }

  /** Whoever the database calls complete is in no store. */
  private void nobodyIsCertifiedTooEarly() {
    List<UUID> complete =
        tenants.ids(
            "select id from coditect_ops.erasure_requests where state = 'completed' and not"
                + " awaits_participants");
    for (Life life : lives) {
      if (complete.contains(life.request())) {
        for (RememberingStore store : stores) {
          assertThat(store.holds(life.person())).as("%s in %s", life, store.name).isFalse();
        }
      }
    }
  }

  private void theEndIsOne() {
    assertThat(tenants.users()).hasSize(1);
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_propagated_ids")).isZero();
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_requests where state <> 'completed' or"
                    + " awaits_participants or fulfilled_at is null"))
        .isZero();
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_propagations where not settled"))
        .isZero();
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.outbox where type ="
                    + " 'ai.coditect.privacy.erasure.propagated.v1'"))
        .isZero();
    // One of each kind, as a certificate reads the whole ledger.
    for (Birth birth : Birth.values()) {
      Life life = lives.stream().filter(each -> each.birth() == birth).findFirst().orElseThrow();
      assertThat(
              worker
                  .type("erasures certificate", Map.of("request", life.request().toString()))
                  .exitCode())
          .as(birth.toString())
          .isZero();
    }
  }

  private String state() {
    return tenants
        .jdbc()
        .sql(
            "select (select string_agg(cast(p as text), '|' order by p.deletion, p.participant) from"
                + " coditect_ops.erasure_propagations p) || (select string_agg(cast(r as text), '|'"
                + " order by r.id) from coditect_ops.erasure_requests r)")
        .query(String.class)
        .single();
  }
}
