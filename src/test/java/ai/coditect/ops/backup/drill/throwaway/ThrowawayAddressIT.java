package ai.coditect.ops.backup.drill.throwaway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient.Machine;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import com.google.api.services.sqladmin.model.IpConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies get their addresses where the network policy of the pods lets out to. */
class ThrowawayAddressIT {
  private static final InstanceName SOURCE = new InstanceName("prod", "coditect-db");
  private static final String RANGE = "coditect-db-range";
  private static final String NETWORK = "projects/prod/global/networks/default";
  private static final UUID RUN = UUID.randomUUID();

  private static LocalSqlAdmin admin;
  private static SqlAdminClient api;
  private static ThrowawayClient client;

  @BeforeAll
  static void start() {
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    Map<String, Object> reached =
        Map.of("ipv4Enabled", false, "privateNetwork", NETWORK, "allocatedIpRange", RANGE);
    admin
        .instances()
        .put(
            SOURCE.project(),
            SOURCE.instance(),
            Map.of(
                "ipConfiguration",
                reached,
                "backupConfiguration",
                Map.of("enabled", true, "pointInTimeRecoveryEnabled", true)));
    admin
        .instances()
        .putLatestRecovery(SOURCE.project(), SOURCE.instance(), Clock.systemUTC().instant());
    api = new SqlAdminClient(Optional.of(admin.url()), Duration.ofSeconds(5));
    client = new ThrowawayClient(api, "drill");
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static Creation intended(Creation.Kind kind) {
    String project = kind == Creation.Kind.CLONE ? SOURCE.project() : "drills";
    Instant now = Clock.systemUTC().instant();
    return Creation.intend(kind, SOURCE, project, "drill", RUN, now, new Random());
  }

  private static IpConfiguration reached(InstanceName name) {
    return api.ask(
            name,
            "cloudsql.instances.get",
            asked -> asked.instances().get(name.project(), name.instance()).execute())
        .getSettings()
        .getIpConfiguration();
  }

  @ParameterizedTest
  @EnumSource(Creation.Kind.class)
  void a_copy_is_in_the_range_of_its_source(Creation.Kind kind) {
    Creation creation = intended(kind);
    if (kind == Creation.Kind.CLONE) {
      client.copy(RUN, creation, Clock.systemUTC().instant().minusSeconds(3600));
    } else {
      client.create(RUN, creation, new Machine(Optional.empty(), Optional.empty()));
    }
    assertThat(reached(creation.name()).getAllocatedIpRange()).isEqualTo(RANGE);
    assertThat(reached(creation.name()).getPrivateNetwork()).isEqualTo(NETWORK);
  }

  @Test
  void in_another_network_there_is_no_such_range() {
    Creation creation = intended(Creation.Kind.CREATE);
    client.create(RUN, creation, new Machine(Optional.empty(), Optional.of("projects/x/other")));
    assertThat(reached(creation.name()).getPrivateNetwork()).isEqualTo("projects/x/other");
    assertThat(reached(creation.name()).getAllocatedIpRange()).isNull();
  }
}
