package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Commands about requests as they are typed, in the whole worker, which needs no ledger for them.
 */
class ErasureCommandsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient ADMIN = JdbcClient.create(DATABASE.asSuperuser());
  private static final Map<String, String> ENVIRONMENT = CommandsIT.of(DATABASE);

  @Test
  void a_request_is_made_listed_extended_and_seen_by_check() {
    UUID organization =
        ADMIN
            .sql(
                "insert into coditect_shared.organizations (name, slug) values ('A', 'a')"
                    + " returning id")
            .query(UUID.class)
            .single();
    UUID user =
        ADMIN
            .sql(
                "insert into coditect_shared.users (organization_id, email, username)"
                    + " values (?, 'a@example.org', 'a') returning id")
            .param(organization)
            .query(UUID.class)
            .single();

    Typed made =
        typed(
            "erasures",
            "request",
            "--organization",
            organization.toString(),
            "--user",
            user.toString(),
            "--by",
            "Eve",
            "--json");
    assertThat(made.exitCode()).as(made.toString()).isZero();
    String request = made.json().get("request").stringValue();
    assertThat(made.json().get("requestedAt").stringValue()).isEqualTo(Typed.NOW.toString());
    assertThat(typed("erasures", "list", "--state", "open").out())
        .startsWith(request + "  waiting; somebody of " + organization)
        .contains("due 2026-12-22T12:34:56Z, days left 30");
    Typed extended =
        typed("erasures", "extend", request, "--reason", "many systems", "--by", "Eve");
    assertThat(extended.out()).contains("due at 2027-02-22T12:34:56Z");
    assertThat(typed("check", "--json").json().get("items"))
        .anySatisfy(
            item -> {
              assertThat(item.get("claim").stringValue())
                  .isEqualTo("requests for erasure are within their time");
              assertThat(item.get("detail").stringValue() + item.get("problems"))
                  .contains("2027-02-22T12:34:56Z");
            });
    assertThat(made + " " + extended).doesNotContain(user.toString());
  }

  @Test
  void wrong_usage_is_told_at_once_and_repeats_no_value() {
    Typed wrong = typed("erasures", "request", "--organization", "me@example.org", "--user", "you");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("--organization is not a UUID", "--user is not a UUID", "--by is missing")
        .doesNotContain("example.org");
    assertThat(typed("erasures", "list", "--state", "late").err())
        .contains("one of waiting, refused, partly, completed, open");
    assertThat(typed("erasures", "plan", UUID.randomUUID().toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void a_purge_asks_for_the_settings_it_lacks_by_hand_and_as_a_cron_job_and_a_dry_one_for_none() {
    for (String asked :
        java.util.List.of("run gdpr-purge --json", "run gdpr-purge --scheduled --json")) {
      Typed answer = typed(asked.split(" "));
      assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(2);
      assertThat(answer.json().get("problems"))
          .extracting(problem -> problem.get("what").stringValue())
          .containsExactly("OPS_LEDGER_URI is not set.", "OPS_SUBJECT_KEY is not set.");
      assertThat(answer.json().get("problems"))
          .allSatisfy(problem -> assertThat(problem.get("cure").stringValue()).isNotBlank());
    }
    assertThat(typed("run", "gdpr-purge", "--dry-run").exitCode()).isZero();
    assertThat(typed("run", "gdpr-export", "--json").exitCode()).isEqualTo(2);
  }

  private static Typed typed(String... args) {
    return Typed.run(InProcessWorker.Worker.class, ENVIRONMENT, args);
  }
}
