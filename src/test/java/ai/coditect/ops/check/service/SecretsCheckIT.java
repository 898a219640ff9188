package ai.coditect.ops.check.service;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalSecrets;
import ai.coditect.ops.local.RestRefusal;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsCheckIT {
  private LocalSecrets secrets;

  @BeforeEach
  void start() {
    secrets = LocalSecrets.start();
    secrets.put("prod", "password", "ENABLED");
    secrets.put("shared", "key", "ENABLED");
  }

  @AfterEach
  void stop() {
    secrets.close();
  }

  private Finding examine(String names) {
    return new SecretsCheck(
            new SecretClient(Optional.of(secrets.url()), Duration.ofSeconds(10)),
            SecretName.list(names, Optional.of("prod")))
        .examine();
  }

  private List<String> problems() {
    return examine("password, projects/shared/secrets/key").problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void each_secret_is_looked_for_in_its_project_and_by_its_newest_version() {
    assertThat(examine("password, projects/shared/secrets/key").detail())
        .isEqualTo("the newest versions of 2 are enabled");
    secrets.put("shared", "key", "DESTROYED");
    secrets.remove("prod", "password");
    assertThat(problems())
        .hasSize(2)
        .satisfiesExactly(
            missing ->
                assertThat(missing).contains("Secret missing", "projects/prod/secrets/password"),
            gone -> assertThat(gone).contains("DESTROYED", "projects/shared/secrets/key"));
    secrets.put("shared", "key", "ENABLED");
    secrets.put("prod", "password", "ENABLED");
    assertThat(problems()).isEmpty();
  }

  @Test
  void who_may_not_ask_is_told_the_permission() {
    secrets.refuse(Optional.of(new RestRefusal(403, "forbidden", "no")));
    assertThat(problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("lacks secretmanager.versions.get"));
    secrets.refuse(Optional.of(new RestRefusal(401, "unauthorized", "no")));
    assertThat(problems())
        .allSatisfy(problem -> assertThat(problem).contains("Credentials missing"));
    secrets.refuse(Optional.of(new RestRefusal(503, "backendError", "no")));
    assertThat(problems()).allSatisfy(problem -> assertThat(problem).contains("answers 503"));
    secrets.refuse(Optional.empty());
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_service_that_is_away_is_a_failure() {
    secrets.close();
    assertThat(problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("not reached"));
  }

  @Test
  void where_none_is_named_there_is_nothing_to_look_for() {
    assertThat(examine("").state()).isEqualTo(State.NOT_APPLICABLE);
    assertThat(SecretName.list("alone", Optional.empty())).isEmpty();
  }
}
