package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of holds, as the worker's login on a real database. */
class HoldCommandsIT {
  private static final String GROUND = "case 12 of the labour court";

  @TempDir static Path directory;
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Tenants TENANTS = new Tenants(DATABASE);
  private static InProcessWorker worker;

  private UUID organization;
  private UUID user;
  private UUID project;

  @BeforeAll
  static void start() {
    worker = InProcessWorker.start(DATABASE, InProcessWorker.erasing(directory));
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @BeforeEach
  void plant() {
    DATABASE.execute("truncate coditect_ops.holds");
    organization = TENANTS.organization("PRO");
    user = TENANTS.user(organization, "OWNER", null);
    project = TENANTS.project(organization, user);
  }

  @Test
  void a_hold_is_placed_shown_and_released() {
    Reply placed = place("user", user, "until", "2099-01-01T00:00:00Z");
    UUID id = Desks.hold(placed);

    assertThat(placed.exitCode()).isZero();
    assertThat(placed.document()).containsEntry("already", false);
    assertThat(holds(placed))
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.get("kind")).isEqualTo("user");
              assertThat(hold.get("organization")).isEqualTo(organization.toString());
              assertThat(hold.get("user")).isEqualTo(user.toString());
              assertThat(hold.get("ground")).isEqualTo(GROUND);
              assertThat(hold.get("placedBy")).isEqualTo("counsel");
              assertThat(hold.get("until")).isEqualTo("2099-01-01T00:00:00Z");
              assertThat(hold.get("standing")).isEqualTo(true);
              assertThat(hold.get("releasedBy")).isNull();
            });
    assertThat(holds(list())).isEqualTo(holds(placed));
    assertThat(list().text()).singleElement().asString().contains(id + "  standing", GROUND);

    Reply released = ask("holds release", "hold", id, "by", "judge");
    Reply again = ask("holds release", "hold", id, "by", "clerk");

    assertThat(released.exitCode()).isZero();
    assertThat(released.document()).containsEntry("already", false);
    assertThat(again.exitCode()).isZero();
    assertThat(again.document()).containsEntry("already", true);
    assertThat(again.text()).singleElement().asString().contains("already released by judge at");
    assertThat(holds(list())).isEmpty();
    assertThat(holds(list("all", true)))
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.get("standing")).isEqualTo(false);
              assertThat(hold.get("releasedBy")).isEqualTo("judge");
              assertThat(hold.get("releasedAt")).isNotNull();
            });
  }

  @Test
  void the_same_hold_is_placed_once_and_a_longer_or_other_one_beside_it() {
    UUID first = Desks.hold(place("project", project, "until", "2099-01-01T00:00:00Z"));

    Reply again =
        place("project", project, "organization", organization, "until", "2098-01-01T00:00:00Z");
    assertThat(again.exitCode()).isZero();
    assertThat(again.document()).containsEntry("already", true);
    assertThat(Desks.hold(again)).isEqualTo(first);

    UUID longer = Desks.hold(place("project", project));
    assertThat(longer).isNotEqualTo(first);
    assertThat(Desks.hold(place("project", project, "until", "2099-01-01T00:00:00Z")))
        .isIn(first, longer);
    assertThat(Desks.hold(place("project", project, "by", "other"))).isNotIn(first, longer);
    assertThat(Desks.hold(place("user", user))).isNotIn(first, longer);

    ask("holds release", "hold", longer, "by", "judge");
    assertThat(Desks.hold(place("project", project))).isNotIn(first, longer);
  }

  @Test
  void an_address_is_kept_as_its_keyed_hash_only_and_upper_case_is_the_same() {
    Reply placed = place("email", "Some.Body@Example.ORG", "even-if-nobody", true);
    Reply again = place("email", " some.body@example.org ");
    Reply within =
        place(
            "email", "some.body@example.org", "organization", organization, "even-if-nobody", true);

    assertThat(again.document()).containsEntry("already", true);
    assertThat(Desks.hold(again)).isEqualTo(Desks.hold(placed));
    assertThat(Desks.hold(within)).isNotEqualTo(Desks.hold(placed));
    assertThat(
            TENANTS.count(
                "select count(*) from coditect_ops.holds h where to_jsonb(h)::text ~* 'some.body'"))
        .isZero();
    assertThat(
            TENANTS.count(
                "select count(*) from coditect_ops.holds where kind = 'email'"
                    + " and length(email_hash) = 32 and email_key like 'k1.%'"))
        .isEqualTo(2);
    assertThat(list().toString()).doesNotContainIgnoringCase("some.body").contains("e-mail");
    UUID other = TENANTS.organization("PRO");
    assertThat(holds(list("organization", other)))
        .extracting(hold -> hold.get("id"))
        .containsExactly(Desks.hold(placed).toString());
  }

  @Test
  void a_hold_says_how_many_people_of_which_tenant_it_fits_and_never_who() {
    UUID other = TENANTS.organization("PRO");
    UUID there = TENANTS.user(other, "MEMBER", null);
    for (UUID each : List.of(user, there)) {
      TENANTS
          .jdbc()
          .sql("update coditect_shared.users set email = 'Some.Body@example.org' where id = ?")
          .param(each)
          .update();
    }
    Reply placed = place("email", "some.body@EXAMPLE.org");
    assertThat(fits(placed)).containsOnly(Map.entry(organization, 1L), Map.entry(other, 1L));
    assertThat(placed.text().toString())
        .contains("1 person of organization " + organization, "1 person of organization " + other);
    assertThat(fits(place("email", "some.body@example.org", "organization", other)))
        .containsOnly(Map.entry(other, 1L));
    assertThat(fits(place("project", project))).containsOnly(Map.entry(organization, 1L));
    TENANTS.user(organization, "MEMBER", null);
    assertThat(fits(place("organization", organization))).containsOnly(Map.entry(organization, 2L));

    // By now under another address, and still held.
    TENANTS
        .jdbc()
        .sql("update coditect_shared.users set email = 'new@example.org' where id = ?")
        .param(there)
        .update();
    Reply list = list();
    assertThat(holds(list))
        .extracting(hold -> ((List<?>) hold.get("fits")).size())
        .containsExactly(2, 1, 1, 1);
    assertThat(list.toString() + placed)
        .doesNotContainIgnoringCase("some.body")
        .doesNotContain("new@");
    try (InProcessWorker without = InProcessWorker.start(DATABASE, Map.of())) {
      Reply unknown = Desks.ask(without, "holds list");
      assertThat(holds(unknown))
          .extracting(hold -> hold.get("fits") == null)
          .containsExactly(true, true, false, false);
      assertThat(unknown.text().get(0)).contains("not counted: OPS_SUBJECT_KEY is not set");
    }
  }

  private static Map<UUID, Long> fits(Reply placed) {
    Map<UUID, Long> fits = new HashMap<>();
    for (Object each : (List<?>) holds(placed).get(0).get("fits")) {
      Map<?, ?> entry = (Map<?, ?>) each;
      fits.put(UUID.fromString(entry.get("organization").toString()), (Long) entry.get("people"));
    }
    return fits;
  }

  @Test
  void an_address_that_fits_nobody_is_held_only_where_that_is_said() {
    Reply refused = place("email", "nobody@example.org");
    assertThat(refused).satisfies(reply -> wrong(reply, "fits nobody; nothing is held"));
    assertThat(refused.problems().toString()).contains("--even-if-nobody");
    assertThat(holds(list("all", true))).isEmpty();
    Reply placed = place("email", "nobody@example.org", "even-if-nobody", true);
    assertThat(placed.exitCode()).isZero();
    assertThat(fits(placed)).isEmpty();
    assertThat(place("email", "nobody@example.org").document()).containsEntry("already", true);
    assertThat(place("user", user, "even-if-nobody", true))
        .satisfies(reply -> wrong(reply, "--even-if-nobody goes with --email only"));
    assertThat(place("project", project, "plus-addresses", true))
        .satisfies(reply -> wrong(reply, "--plus-addresses goes with --email only"));
  }

  @Test
  void an_address_is_given_alone_and_may_have_quotes() {
    for (String none :
        List.of(
            "",
            "  ",
            "\u00a0",
            "\u200b",
            "\u200b@\u200b",
            "\u200f@b.example",
            "jane@\u00ad",
            "jane@.",
            "Jane <jane@b.example>",
            "<jane@b.example>",
            "mailto:jane@b.example",
            "jane@b.example, joe@b.example",
            "jane@b.example;joe@b.example",
            "'jane@b.example'",
            "jane(work)@b.example",
            "jane@b.example:25",
            "jane%40b.example",
            "jane",
            "@b.example",
            "jane@",
            "a@b@c.example",
            "a@@c.example",
            "a b@c.example",
            "\"@b.example",
            "a".repeat(321 - "@b.example".length()) + "@b.example")) {
      assertThat(place("email", none, "even-if-nobody", true))
          .as(none)
          .satisfies(reply -> wrong(reply, "not an address"));
    }
    for (String some :
        List.of(
            "\"a @ b\"@c.example",
            "\"a\\\"b\"@c.example",
            "ＪＡＮＥ＠ｂ．ｅｘａｍｐｌｅ",
            "o'neill+{1}=a/b@c.example",
            "jane@[192.168.0.1]",
            "\u200fjane\u200d@c.example",
            "jane@localhost",
            "a".repeat(300) + "@c.example")) {
      assertThat(place("email", some, "even-if-nobody", true).problems()).as(some).isEmpty();
    }
  }

  @Test
  void an_address_needs_the_key_and_nothing_else_does() {
    try (InProcessWorker without = InProcessWorker.start(DATABASE, Map.of())) {
      Reply refused =
          Desks.ask(
              without, "holds place", "email", "a@b.example", "ground", GROUND, "by", "counsel");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.problems()).singleElement().asString().contains("OPS_SUBJECT_KEY");
      assertThat(refused.toString()).doesNotContain("a@b.example");
      assertThat(
              Desks.ask(without, "holds place", "user", user, "ground", GROUND, "by", "counsel")
                  .exitCode())
          .isZero();
    }
  }

  @Test
  void what_is_not_there_cannot_be_held() {
    UUID nobody = UUID.randomUUID();
    UUID other = TENANTS.organization("PRO");

    assertThat(place("user", nobody)).satisfies(reply -> wrong(reply, "no user"));
    assertThat(place("project", nobody)).satisfies(reply -> wrong(reply, "no project"));
    assertThat(place("organization", nobody)).satisfies(reply -> wrong(reply, "no organization"));
    assertThat(place("email", "a@b.example", "organization", nobody))
        .satisfies(reply -> wrong(reply, "no organization"));
    assertThat(place("user", user, "organization", other))
        .satisfies(reply -> wrong(reply, "another organization"));
    assertThat(place("project", project, "organization", other))
        .satisfies(reply -> wrong(reply, "another organization"));
    assertThat(ask("holds release", "hold", nobody, "by", "judge"))
        .satisfies(reply -> wrong(reply, "no hold"));
    assertThat(holds(list("all", true))).isEmpty();
  }

  @Test
  void everything_that_is_wrong_is_said_at_once_and_no_value_is_repeated() {
    Reply reply =
        ask(
            "holds place",
            "user",
            user,
            "email",
            "not-an-address",
            "ground",
            "about someone＠example.org" + "x".repeat(200),
            "by",
            "counsel",
            "until",
            Instant.now().minusSeconds(1));

    assertThat(reply.exitCode()).isEqualTo(2);
    assertThat(reply.problems()).hasSize(5);
    assertThat(reply.problems().toString())
        .contains(
            "More than one target",
            "not an address",
            "longer than 200",
            "@ in it",
            "not lie in the future")
        .doesNotContain("not-an-address", "someone", user.toString(), "counsel");
    assertThat(place()).satisfies(none -> wrong(none, "Nothing to protect"));
    assertThat(place("user", user, "ground", "\u00a0"))
        .satisfies(blank -> wrong(blank, "--ground is blank"));
  }

  private static void wrong(Reply reply, String what) {
    assertThat(reply.exitCode()).isEqualTo(2);
    assertThat(reply.problems()).singleElement().asString().contains(what);
  }

  private static Reply place(Object... arguments) {
    java.util.ArrayList<Object> all =
        new java.util.ArrayList<>(List.of("ground", GROUND, "by", "counsel"));
    all.addAll(List.of(arguments));
    return ask("holds place", all.toArray());
  }

  private static Reply list(Object... arguments) {
    return ask("holds list", arguments);
  }

  private static Reply ask(String command, Object... arguments) {
    return Desks.ask(worker, command, arguments);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> holds(Reply reply) {
    Object hold = reply.document().get("hold");
    return hold == null
        ? (List<Map<String, Object>>) reply.document().get("holds")
        : List.of((Map<String, Object>) hold);
  }
}
