package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.address.AddressPairs;
import ai.coditect.ops.privacy.address.AddressPairs.Pair;
import ai.coditect.ops.problem.Check;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held means held, however the address is stored and however it was typed. */
class HeldAddressesIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final String KEY = "OPS_SUBJECT_KEY";
  private static final String NEW_KEY = "k2:5d3X0C4u1pGm7nQ9rTbWyZaHfKjLsEvIoPqRtUwYx2M=";

  @TempDir Path ledger;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private UUID organization;

  @BeforeEach
  void plant() {
    organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    // So many that those who are due stay below the share that parks a run, at addresses of few
    // letters and without an i: every search tries what may stand between any two of them.
    tenants
        .jdbc()
        .sql(
            "insert into coditect_shared.users (organization_id, email, username, role) select ?,"
                + " n || '@example', 'n' || n, 'MEMBER' from"
                + " generate_series(1, 300) as n")
        .param(organization)
        .update();
  }

  @Test
  void every_pair_is_held_through_purge_change_of_address_and_release() {
    List<UUID> people = plantPairs();
    due("free@example.org");
    try (InProcessWorker worker = start(database)) {
      for (Pair pair : AddressPairs.SAME) {
        Reply placed = place(worker, pair.typed());
        assertThat(placed.problems()).as(pair.why()).isEmpty();
        assertThat(fits(placed))
            .as(pair.why())
            .isEqualTo(List.of(Map.of("organization", organization.toString(), "people", 1L)));
      }
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).changed().byKind())
          .containsEntry("users-erased", 1L);
      assertThat(due(tenants)).containsExactlyInAnyOrderElementsOf(people);
      assertThat(
              tenants.count(
                  "select count(*) from coditect_ops.erasure_left l join coditect_ops.holds h on"
                      + " h.id = l.hold_id and h.part_of is null where l.reason = 'held'"))
          .isEqualTo(people.size());

      anonymise(tenants);
      worker.run("gdpr-purge", "two", NOW, Map.of());
      assertThat(due(tenants)).containsExactlyInAnyOrderElementsOf(people);

      for (UUID hold :
          tenants.ids("select id from coditect_ops.holds where part_of is null order by id")) {
        Desks.ask(worker, "holds release", "hold", hold, "by", "judge");
      }
      assertThat(tenants.count("select count(*) from coditect_ops.holds where released_at is null"))
          .isZero();
      assertThat(worker.run("gdpr-purge", "three", NOW, Map.of()).changed().byKind())
          .containsEntry("users-erased", (long) people.size());
    }
  }

  @Test
  void every_pair_is_held_against_a_replay_by_old_hashes_and_by_new_also_under_another_address() {
    List<UUID> people = plantPairs();
    due("free@example.org");
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(database, worker -> worker.run("gdpr-purge", "one", NOW, Map.of()));
    assertThat(due(tenants)).isEmpty();
    Tenants restored = new Tenants(backup);
    try (InProcessWorker worker = start(backup)) {
      Desks.ask(worker, "ledger adopt", "by", "counsel");
      AddressPairs.SAME.forEach(pair -> before(restored, pair));
      assertThat(Desks.ask(worker, "erasures replay", "by", "counsel").document())
          .containsEntry("held", (long) people.size())
          .containsEntry("erasedAgain", 1L);
      assertThat(due(restored)).containsExactlyInAnyOrderElementsOf(people);
      release(restored);

      for (Pair pair : AddressPairs.SAME) {
        place(worker, pair.typed());
      }
      Reply replayed = Desks.ask(worker, "erasures replay", "by", "counsel");
      assertThat(replayed.document()).containsEntry("held", (long) people.size());
      assertThat(due(restored)).containsExactlyInAnyOrderElementsOf(people);

      anonymise(restored);
      assertThat(Desks.ask(worker, "erasures replay", "by", "counsel").document())
          .containsEntry("held", (long) people.size());
      assertThat(due(restored)).containsExactlyInAnyOrderElementsOf(people);

      release(restored);
      assertThat(Desks.ask(worker, "erasures replay", "by", "counsel").document())
          .containsEntry("outcome", "done");
      assertThat(due(restored)).isEmpty();
    }
  }

  @Test
  void what_the_version_before_hashed_is_held_as_it_was_typed_then() {
    List<UUID> people = plantPairs();
    UUID nfd = due("bjo\u0308rn@p90.example");
    before("björn@p90.example");
    UUID lowered = due("İlker@p91.example");
    before("ilker@p91.example");
    UUID unicode = due("u1@xn--mller92-n2a.example");
    before("u1@müller92.example");
    UUID ascii = due("u1@müller93.example");
    before("u1@xn--mller93-n2a.example");
    UUID capitals = due("οδυσσευσ@p94.example");
    before("ΟΔΥΣΣΕΥΣ@p94.example");
    UUID lost = due("U1-Jörg@xn--mller96-n2a.example");
    // What Java 17 made of u1-jörg@müller96.example in a shell without a locale.
    before("u1-j\ufffd\ufffdrg@m\ufffd\ufffdller96.example");
    due("somebody.else@p95.example");
    AddressPairs.SAME.forEach(this::before);

    on(
        database,
        worker -> {
          assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).changed().byKind())
              .containsEntry("users-erased", 1L);
          Reply list = Desks.ask(worker, "holds list");
          assertThat(list.text().toString()).contains("as an earlier version spelt it");
          assertThat(list.document().toString()).contains("addressForm=lower-cased");
          assertThat(list.document()).containsEntry("unproven", 0L);
          return list;
        });
    assertThat(due(tenants))
        .hasSize(people.size() + 6)
        .contains(nfd, lowered, unicode, ascii, capitals, lost)
        .containsAll(people);
  }

  @Test
  void a_hold_of_the_version_before_that_fits_nobody_is_told_by_list_and_check() {
    due("jane@example.org");
    UUID fits = before("jane@example.org");
    UUID unproven = before("ja\u200bn\u200be@example.org");
    on(
        database,
        worker -> {
          Check check =
              worker.all(Check.class).stream()
                  .filter(each -> each.claim().contains("earlier version"))
                  .findFirst()
                  .orElseThrow();
          assertThat(check.examine().problems().toString())
              .contains("Hold not proven to fit: 1 hold ", "holds place --email ADDRESS");
          Reply list = Desks.ask(worker, "holds list");
          assertThat(list.document()).containsEntry("unproven", 1L);
          assertThat(list.text().get(0)).contains(fits.toString(), "fits 1 person");
          assertThat(list.text().get(1)).contains(unproven.toString(), "fits nobody now");
          assertThat(list.text().get(2)).contains("Hold not proven to fit: 1 hold ");
          // As it says itself: the new one is another hold, and the old one can go.
          assertThat(place(worker, "jane@example.org").document()).containsEntry("already", true);
          Desks.ask(worker, "holds release", "hold", unproven, "by", "counsel");
          assertThat(check.examine().detail()).isEqualTo("none stands");
          return list;
        });
  }

  @Test
  void a_hold_of_the_version_before_is_the_same_hold_when_it_is_typed_again() {
    UUID user = due("JÖRG@xn--mller-kva.example");
    UUID hold = before("jörg@müller.example");
    String old = hash();
    on(
        database,
        worker -> {
          Reply again = place(worker, "jörg@müller.example");
          assertThat(again.document()).containsEntry("already", true);
          assertThat(Desks.hold(again)).isEqualTo(hold);
          assertThat(again.document().toString()).contains("addressForm=normal");
          // By now in whatever spelling.
          assertThat(Desks.hold(place(worker, "Jörg@XN--MLLER-KVA.example."))).isEqualTo(hold);
          return again;
        });
    assertThat(hash()).isNotEqualTo(old).startsWith("k1.");
    String normal = hash();
    String both = NEW_KEY + "," + InProcessWorker.erasing(ledger).get(KEY);
    try (InProcessWorker worker = start(database, KEY, both)) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
      assertThat(Desks.hold(place(worker, "jörg@müller.example"))).isEqualTo(hold);
      assertThat(hash()).isNotEqualTo(normal).startsWith("k2.");
    }
    // The old key has nothing to find any more; the new one does it alone.
    database.execute(
        "update coditect_ops.holds set released_by = 'x', released_at = now() where part_of is not"
            + " null");
    try (InProcessWorker worker = start(database, KEY, NEW_KEY)) {
      assertThat(worker.run("gdpr-purge", "two", NOW, Map.of()).outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
    }
    assertThat(due(tenants)).containsExactly(user);
  }

  @Test
  void a_tag_is_held_only_where_that_was_asked_for() {
    UUID tagged = due("jane+shop@example.org");
    due("joe+shop@example.org");
    UUID plain = due("joe@example.org");
    on(
        database,
        worker -> {
          assertThat(fits(place(worker, "joe@example.org")).toString()).contains("people=1");
          assertThat(place(worker, "Jane@Example.org").exitCode()).isEqualTo(2);
          Reply wide = place(worker, "Jane+other@Example.org", "plus-addresses", true);
          assertThat(fits(wide).toString()).contains("people=1");
          assertThat(wide.text().toString()).contains("with any +tag");
          return worker.run("gdpr-purge", "one", NOW, Map.of());
        });
    assertThat(due(tenants)).containsExactlyInAnyOrder(tagged, plain);
  }

  @Test
  void a_person_is_bound_once_and_a_whole_that_an_older_version_released_binds_nobody() {
    UUID user = due("jane@example.org");
    on(
        database,
        worker -> {
          UUID hold = Desks.hold(place(worker, "jane@example.org"));
          assertThat(Desks.hold(place(worker, "JANE@example.org"))).isEqualTo(hold);
          assertThat(
                  tenants.ids("select user_id from coditect_ops.holds where part_of is not null"))
              .containsExactly(user);
          // Somebody deleted long ago with the same address, found when it is typed again.
          UUID later = due("Jane@example.org");
          Reply again = place(worker, "jane@example.org");
          assertThat(fits(again).toString()).contains("people=2");
          assertThat(
                  tenants.ids("select user_id from coditect_ops.holds where part_of is not null"))
              .containsExactlyInAnyOrder(user, later);
          database.execute(
              "update coditect_ops.holds set released_at = now(), released_by = 'x' where part_of"
                  + " is null");
          return worker.run("gdpr-purge", "one", NOW, Map.of());
        });
    assertThat(due(tenants)).isEmpty();
  }

  private static List<UUID> due(Tenants tenants) {
    return tenants.ids("select id from coditect_shared.users where deleted_at is not null");
  }

  private List<UUID> plantPairs() {
    return AddressPairs.SAME.stream().map(pair -> due(pair.stored())).toList();
  }

  private UUID due(String address) {
    UUID user = tenants.user(organization, "MEMBER", LONG_AGO);
    tenants
        .jdbc()
        .sql("update coditect_shared.users set email = ? where id = ?")
        .params(address, user)
        .update();
    return user;
  }

  private static void anonymise(Tenants tenants) {
    tenants.jdbc().sql("update coditect_shared.users set email = id || '@gone.invalid'").update();
  }

  private static void release(Tenants tenants) {
    tenants
        .jdbc()
        .sql("update coditect_ops.holds set released_at = now(), released_by = 'judge'")
        .update();
  }

  private void before(Pair pair) {
    before(tenants, pair);
  }

  /** What no version before took was typed as it is stored. */
  private void before(Tenants where, Pair pair) {
    before(where, AddressPairs.REFUSED_BEFORE.contains(pair.why()) ? pair.stored() : pair.typed());
  }

  private UUID before(String typed) {
    return before(tenants, typed);
  }

  /** Places a hold as the versions before this one did. */
  private UUID before(Tenants tenants, String typed) {
    SubjectHash hash =
        SubjectKey.read(InProcessWorker.erasing(ledger).get(KEY))
            .hashes("coditect.ops.address.v1", typed.strip().toLowerCase(Locale.ROOT))
            .get(0);
    return tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.holds (kind, email_key, email_hash, ground, placed_by)"
                + " values ('email', ?, decode(?, 'hex'), 'case 12', 'counsel') returning id")
        .params(hash.key(), hash.hash())
        .query(UUID.class)
        .single();
  }

  private String hash() {
    return tenants
        .jdbc()
        .sql(
            "select email_key || ' ' || encode(email_hash, 'hex') from coditect_ops.holds where"
                + " kind = 'email'")
        .query(String.class)
        .single();
  }

  private static Reply place(InProcessWorker worker, String address, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("email", address, "ground", "case 12", "by", "counsel"));
    arguments.addAll(List.of(more));
    Reply reply = Desks.ask(worker, "holds place", arguments.toArray());
    assertThat(reply.toString()).doesNotContain(address).doesNotContain("example.org");
    return reply;
  }

  private static Object fits(Reply placed) {
    return ((Map<?, ?>) placed.document().get("hold")).get("fits");
  }

  private <T> T on(LocalPostgres.Database where, Function<InProcessWorker, T> what) {
    try (InProcessWorker worker = start(where)) {
      return what.apply(worker);
    }
  }

  private InProcessWorker start(LocalPostgres.Database where, String... variables) {
    Map<String, String> all = new HashMap<>(InProcessWorker.erasing(ledger));
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return InProcessWorker.start(where, all);
  }
}
