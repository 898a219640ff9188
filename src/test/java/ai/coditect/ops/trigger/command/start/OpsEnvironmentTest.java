package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsEnvironmentTest {
  private static final Map<String, String> GOOD =
      Map.of("DB_HOST", "db", "DB_NAME", "ops", "DB_USER", "worker", "DB_PASSWORD", "s3cret");
  private static final Set<Need> RUN = EnumSet.of(Need.DATABASE);
  private static final Set<Need> SERVE = EnumSet.of(Need.DATABASE, Need.GOOGLE);

  @Test
  void a_direct_connection_needs_four_names_and_defaults_the_rest() {
    Map<String, String> properties = OpsEnvironment.read(GOOD, RUN).properties();
    assertThat(properties)
        .containsEntry("spring.datasource.url", "jdbc:postgresql://db:5432/ops?sslmode=require")
        .containsEntry("spring.datasource.username", "worker")
        .containsEntry("spring.datasource.password", "s3cret")
        .containsEntry("spring.datasource.hikari.maximum-pool-size", "5")
        .containsEntry("spring.cloud.gcp.sql.enabled", "false");
  }

  @Test
  void a_cloud_sql_instance_is_reached_privately_with_a_token() {
    Map<String, String> properties =
        OpsEnvironment.read(
                Map.of("DB_INSTANCE", "p:europe-west1:db", "DB_NAME", "ops", "DB_USER", "w@p.iam"),
                RUN)
            .properties();
    assertThat(properties)
        .containsEntry("spring.cloud.gcp.sql.enabled", "true")
        .containsEntry("spring.cloud.gcp.sql.instance-connection-name", "p:europe-west1:db")
        .containsEntry("spring.cloud.gcp.sql.ip-types", "PRIVATE")
        .containsEntry("spring.cloud.gcp.sql.enable-iam-auth", "true")
        .containsEntry("spring.datasource.username", "w@p.iam")
        .doesNotContainKey("spring.datasource.url");
  }

  @Test
  void everything_missing_is_reported_at_once() {
    assertThat(problems(Map.of(), SERVE))
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "DB_HOST is not set.",
            "DB_NAME is not set.",
            "DB_USER is not set.",
            "DB_PASSWORD is not set.",
            "GOOGLE_CLOUD_PROJECT is not set.");
    assertThat(problems(Map.of("DB_HOST", "db", "DB_NAME", "ops"), EnumSet.of(Need.OWNER)))
        .extracting(Problem::what)
        .containsExactlyInAnyOrder("DB_OWNER_USER is not set.", "DB_OWNER_PASSWORD is not set.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DB_HOST              | ' '           | DB_HOST is blank            | Give it a value
          DB_HOST              | db:5432       | not a host name             | without a port
          DB_PORT              | abc           | DB_PORT is not a port       | 1 to 65535
          DB_PORT              | 70000         | DB_PORT is not a port       | 1 to 65535
          DB_PORT              | 0             | DB_PORT is not a port       | 1 to 65535
          DB_SSLMODE           | verify-ful    | not an SSL mode             | Did you mean "verify-full"?
          DB_INSTANCE          | p:r:i         | contradicts DB_INSTANCE     | Unset DB_HOST
          OPS_JOBS_DIR         | /does/not/be  | OPS_JOBS_DIR is not a directory | packaged
          PUBSUB_EMULATOR_HOST | localhost     | not a host and port         | localhost:8085
          PUBSUB_EMULATOR_HOST | http://h:1    | not a host and port         | without a scheme
          STORAGE_EMULATOR_HOST | localhost    | not a host and port         | http://localhost:4443
          STORAGE_EMULATOR_HOST | https://h:1  | not a host and port         | localhost:4443
          OPS_LEDGER_URI       | ' '           | OPS_LEDGER_URI is blank     | unset it
          OPS_SUBJECT_KEY      | ' '           | OPS_SUBJECT_KEY is blank    | unset it
          OPS_EXPORT_URI       | ' '           | OPS_EXPORT_URI is blank     | unset it
          OPS_EXPORT_URI       | /exports      | OPS_EXPORT_URI has no scheme | file:///dir
          OPS_EXPORT_URI       | s3://b/a      | OPS_EXPORT_URI has scheme   | gs://bucket/prefix
          OPS_EXPORT_URI       | gs://Bucket/a | does not name a bucket      | gs://bucket/prefix
          OPS_TAKEOVER         | soon          | not a duration              | 30s
          OPS_TAKEOVER         | 0s            | not a duration              | 30s
          OPS_STOP_WITHIN      | 45 horses     | not a duration              | 45s
          OPS_LOG_FORMAT       | JSONL         | neither json nor text       | json or text
          GOOGLE_CLOUD_PROJECT | My Project    | not a project id            | lower-case
          """)
  void a_bad_value_is_named_with_its_cure(String name, String value, String what, String cure) {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put(name, value);
    assertThat(problems(environment, RUN))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains(what);
              assertThat(problem.cure()).contains(cure);
            });
  }

  @Test
  void an_instance_that_is_no_connection_name_is_a_problem() {
    assertThat(problems(Map.of("DB_INSTANCE", "db", "DB_NAME", "o", "DB_USER", "w"), RUN))
        .extracting(Problem::what)
        .containsExactly("DB_INSTANCE is not a connection name.");
  }

  @Test
  void a_misspelt_variable_is_a_warning_and_explains_a_missing_one() {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put("DB_PROT", "5433");
    environment.put("DB_UNRELATED_THING", "x");
    assertThat(OpsEnvironment.read(environment, RUN).warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.cure()).isEqualTo("Did you mean \"DB_PORT\"?"));
    environment.put("DB_PASWORD", environment.remove("DB_PASSWORD"));
    assertThat(problems(environment, RUN))
        .anySatisfy(p -> assertThat(p.cure()).isEqualTo("Did you mean \"DB_PASSWORD\"?"))
        .noneMatch(problem -> problem.toString().contains("s3cret"));
  }

  @Test
  void commands_without_a_database_need_nothing() {
    assertThat(OpsEnvironment.read(Map.of(), EnumSet.noneOf(Need.class)).properties())
        .containsExactly(Map.entry("spring.cloud.gcp.sql.enabled", "false"));
    assertThat(OpsEnvironment.readWithDatabaseIfAny(Map.of()).worker()).isEmpty();
    assertThatThrownBy(
            () -> OpsEnvironment.readWithDatabaseIfAny(Map.of("OPS_JOBS_DIR", "/does/not/be")))
        .isInstanceOf(ProblemsException.class);
  }

  @Test
  void the_ledger_and_its_key_are_handed_on_and_asked_for_by_those_who_need_them() {
    Map<String, String> environment = new HashMap<>(GOOD);
    assertThat(problems(environment, EnumSet.of(Need.DATABASE, Need.LEDGER)))
        .extracting(Problem::what)
        .containsExactly("OPS_LEDGER_URI is not set.", "OPS_SUBJECT_KEY is not set.");
    environment.put("OPS_LEDGER_URI", "gs://bucket/ledger");
    environment.put("OPS_SUBJECT_KEY", "k1:hush");
    environment.put("STORAGE_EMULATOR_HOST", "localhost:4443");
    assertThat(OpsEnvironment.read(environment, RUN).properties())
        .containsEntry("ops.ledger-uri", "gs://bucket/ledger")
        .containsEntry("ops.subject-key", "k1:hush")
        .containsEntry("ops.storage-host", "http://localhost:4443");
    environment.put("STORAGE_EMULATOR_HOST", "http://localhost:4443");
    assertThat(OpsEnvironment.read(environment, RUN).properties())
        .containsEntry("ops.storage-host", "http://localhost:4443");
  }

  @Test
  void the_place_for_packages_is_handed_on_before_anybody_looks_for_it() {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put("OPS_EXPORT_URI", "file:///no/such/place");
    assertThat(OpsEnvironment.read(environment, RUN).properties())
        .containsEntry("ops.export-uri", "file:///no/such/place");
  }

  @Test
  void secrets_to_look_for_are_named_with_commas_between_them() {
    for (String names : List.of("one", "one , projects/p/secrets/other")) {
      assertThat(OpsEnvironment.read(with("OPS_SECRETS", names), RUN).properties())
          .containsEntry("ops.secrets", names);
    }
    for (String names : List.of("one two", "projects/p/one", "one,", "a/b")) {
      assertThat(problems(with("OPS_SECRETS", names), RUN))
          .extracting(Problem::what)
          .allMatch(what -> what.contains("does not name secrets"))
          .hasSize(1);
    }
    assertThat(problems(with("OPS_SECRETMANAGER_URL", "127.0.0.1:8086"), RUN)).hasSize(1);
  }

  @Test
  void a_misspelt_name_of_the_ledger_is_pointed_out() {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put("OPS_LEDGER_URL", "file:///ledger");
    environment.put("OPS_SUBJECT_KEYS", "k1:hush");
    assertThat(OpsEnvironment.read(environment, RUN).warnings())
        .extracting(Problem::cure)
        .containsExactly("Did you mean \"OPS_LEDGER_URI\"?", "Did you mean \"OPS_SUBJECT_KEY\"?");
  }

  @Test
  void secrets_do_not_show_in_text() {
    Map<String, String> secrets = new HashMap<>(GOOD);
    secrets.put("OPS_SUBJECT_KEY", "k1:hush");
    assertThat(OpsEnvironment.read(secrets, RUN).toString()).doesNotContain("s3cret", "hush");
  }

  @Test
  void passwords_do_not_show_in_text() {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put("DB_OWNER_USER", "owner");
    environment.put("DB_OWNER_PASSWORD", "0wner");
    OpsEnvironment read = OpsEnvironment.read(environment, EnumSet.of(Need.OWNER));
    assertThat(read.owner().orElseThrow().password()).isEqualTo("0wner");
    assertThat(read.toString()).doesNotContain("s3cret", "0wner");
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(GOOD);
    environment.put(name, value);
    return environment;
  }

  private static List<Problem> problems(Map<String, String> environment, Set<Need> needs) {
    return catchThrowableOfType(
            ProblemsException.class, () -> OpsEnvironment.read(environment, needs))
        .problems();
  }
}
