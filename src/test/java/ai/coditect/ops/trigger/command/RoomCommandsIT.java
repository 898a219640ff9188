package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Commands of the rooms as they are typed, on the worker's own rooms and a real PostgreSQL. */
class RoomCommandsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient ADMIN = JdbcClient.create(DATABASE.asSuperuser());
  private static final Map<String, String> ENVIRONMENT = CommandsIT.of(DATABASE);

  @BeforeEach
  void begin() {
    DATABASE.execute("truncate coditect_ops.runs", "truncate coditect_ops.holds");
  }

  @Test
  void the_switch_is_turned_read_and_shown_by_check() {
    Typed paused = typed("destruction", "pause", "--by", "Anna", "--reason", "odd plan", "--json");
    assertThat(paused.exitCode()).as(paused.toString()).isZero();
    assertThat(paused.json().get("paused").booleanValue()).isTrue();
    assertThat(paused.json().get("by").stringValue()).isEqualTo("Anna");
    assertThat(paused.json().get("problems")).isEmpty();
    assertThat(typed("destruction", "status").out())
        .startsWith("Destruction is paused by Anna since 20")
        .contains("(odd plan)");
    assertThat(typed("check", "--json").json().get("items"))
        .filteredOn(
            item -> item.get("claim").stringValue().equals("the destruction switch can be read"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.get("state").stringValue()).isEqualTo("ok");
              assertThat(item.get("detail").stringValue()).startsWith("paused by Anna since 20");
            });
    Typed resumed = typed("destruction", "resume", "--by", "Bob");
    assertThat(resumed.out()).contains("not paused", "within seconds");
  }

  @Test
  void a_run_says_who_asked_and_who_approved() {
    assertThat(typed("run", "license-expiry", "--key", "one", "--by", "Anna").exitCode()).isZero();
    assertThat(typed("run", "license-expiry", "--key", "two").exitCode()).isZero();
    UUID parked =
        ADMIN
            .sql("update coditect_ops.runs set outcome = 'parked' where key = 'one' returning id")
            .query(UUID.class)
            .single();
    for (String same : new String[] {"anna", "An.na", "ａｎｎａ", "Ànna"}) {
      Typed own = typed("approve", parked.toString(), "--by", same, "--json");
      assertThat(own.exitCode()).as(same).isEqualTo(3);
      assertThat(own.json().get("problems").toString()).contains("cannot approve");
    }
    for (String none : new String[] {"An\u200Bna", "Ann\u0430", "\u202EannA"}) {
      Typed refused = typed("approve", parked.toString(), "--by", none, "--json");
      assertThat(refused.exitCode()).as(none).isEqualTo(2);
      assertThat(refused.json().get("problems").toString()).contains("--by is not a name");
    }
    Typed approved = typed("approve", parked.toString(), "--by", "Bob");
    assertThat(approved.exitCode()).isZero();
    assertThat(approved.out()).contains("approved by Bob", "within seconds");
    JsonNode runs = typed("runs", "--json").json().get("runs");
    assertThat(runs)
        .extracting(run -> run.get("startedBy").stringValue())
        .containsExactly("tester", "Anna");
    assertThat(runs.get(1).get("approvedBy").stringValue()).isEqualTo("Bob");
    assertThat(runs.get(1).get("approvedAt").stringValue()).startsWith("20");
    assertThat(runs.get(0).get("approvedBy").isNull()).isTrue();
    assertThat(typed("runs").out()).contains("Anna, approved by Bob", "tester");
    assertThat(
            ADMIN
                .sql(
                    "select started_as || ', ' || approved_as from coditect_ops.runs where id ="
                        + " ?")
                .param(parked)
                .query(String.class)
                .single())
        .matches("(.+), \\1 \\(tester\\)");
    Typed unknown = typed("approve", "two", "--by", "Bob");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("the key of the run").doesNotContain("Bob");
  }

  @Test
  void an_address_that_fits_nobody_is_asked_about_at_a_terminal_and_refused_elsewhere() {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.put("OPS_SUBJECT_KEY", "k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");
    String[] place = {
      "holds", "place", "--email", "tippfehler@example.org", "--ground", "case 7", "--by", "Anna"
    };
    String[] json = Arrays.copyOf(place, place.length + 1);
    json[place.length] = "--json";

    for (Typed refused :
        List.of(
            Typed.run(InProcessWorker.Worker.class, environment, place),
            Typed.run(InProcessWorker.Worker.class, environment, json),
            Typed.answering("y", InProcessWorker.Worker.class, environment, json),
            Typed.answering("", InProcessWorker.Worker.class, environment, place),
            Typed.answering("jö", InProcessWorker.Worker.class, environment, place))) {
      assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
      assertThat(refused.out() + refused.err())
          .contains("fits nobody; nothing is held", "--even-if-nobody")
          .doesNotContain("tippfehler");
    }
    assertThat(holds()).isZero();

    Typed said = Typed.answering(" Y ", InProcessWorker.Worker.class, environment, place);
    assertThat(said.exitCode()).as(said.toString()).isZero();
    assertThat(said.err()).contains("Hold it all the same? [y/N] ").doesNotContain("tippfehler");
    assertThat(said.out()).contains("The hold is placed.", "fits nobody now");
    assertThat(holds()).isEqualTo(1);
    // What stands is not asked about again.
    Typed again = Typed.run(InProcessWorker.Worker.class, environment, json);
    assertThat(again.exitCode()).isZero();
    assertThat(again.json().get("already").booleanValue()).isTrue();
    assertThat(again.json().get("hold").get("fits")).isEmpty();
  }

  private static long holds() {
    return ADMIN.sql("select count(*) from coditect_ops.holds").query(Long.class).single();
  }

  private static Typed typed(String... args) {
    return Typed.run(InProcessWorker.Worker.class, ENVIRONMENT, args);
  }
}
