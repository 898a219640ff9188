package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class DrillConfigurationTest {
  private static final PersonalDataMap NOBODY =
      new PersonalDataMap(
          "map",
          Set.of("coditect_shared", "coditect_ops"),
          new PersonalDataMap.Key("coditect_shared.users", "id"),
          new PersonalDataMap.Key("coditect_shared.organizations", "id"),
          Map.of(),
          Map.of(),
          Map.of());

  @Test
  void the_copy_is_reached_as_the_source_is_whatever_the_host_is_called() {
    Map<String, String> said =
        Map.of(
            "DB_HOST", "my_database",
            "DB_PORT", "6543",
            "DB_NAME", "a name/with?signs",
            "DB_SSLMODE", "verify-full",
            "DB_USER", "ops",
            "DB_PASSWORD", "p");
    Map<String, Object> properties =
        new HashMap<>(OpsEnvironment.read(said, EnumSet.of(Need.DATABASE)).properties());
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("said", properties));
    CopyClient.Access access = DrillConfiguration.access(environment);
    assertThat(access)
        .isEqualTo(
            new CopyClient.Access(6543, "verify-full", "a name/with?signs", "ops", "p", false));
  }

  @Test
  void where_the_source_is_reached_by_the_connector_so_is_the_copy() {
    Map<String, String> said =
        Map.of("DB_INSTANCE", "prod:us-central1:db", "DB_NAME", "ops", "DB_USER", "ops@prod.iam");
    Map<String, Object> properties =
        new HashMap<>(OpsEnvironment.read(said, EnumSet.of(Need.DATABASE)).properties());
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("said", properties));
    CopyClient.Access access = DrillConfiguration.access(environment);
    assertThat(access.connector()).isTrue();
    assertThat(access.database()).isEqualTo("ops");
    assertThat(access.user()).isEqualTo("ops@prod.iam");
  }

  @Test
  void a_ledger_without_its_key_is_a_missing_setting(@TempDir Path ledger) {
    Optional<String> uri = Optional.of(ledger.toUri().toString().replaceFirst("/$", ""));
    assertThatThrownBy(
            () -> DrillConfiguration.erased(uri, Optional.empty(), Optional.empty(), NOBODY))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("OPS_SUBJECT_KEY is not set");
    assertThat(
            DrillConfiguration.erased(Optional.empty(), Optional.empty(), Optional.empty(), NOBODY))
        .isEmpty();
  }
}
