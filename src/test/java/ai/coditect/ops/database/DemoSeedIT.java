package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

final class DemoSeedIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void the_demo_data_is_a_small_saas_with_licenses_at_every_stage() throws Exception {
    String seed = Files.readString(Path.of("sql/seed/demo.sql"));
    database.execute(seed);

    assertThat(count("organizations")).isEqualTo(12);
    assertThat(count("users")).isEqualTo(60);
    assertThat(count("users where deleted_at is not null")).isEqualTo(6);
    assertThat(count("licenses")).isEqualTo(42);
    assertThat(count("projects")).isEqualTo(8 * 4 + 4 * 2);
    assertThat(strings("select distinct plan from coditect_shared.organizations"))
        .containsExactlyInAnyOrder("FREE", "PRO", "ENTERPRISE");
    assertThat(
            strings(
                "select distinct status || case when expires_at is null then ' perpetual'"
                    + " when expires_at > now() then ' ahead' else ' past' end"
                    + " from coditect_shared.licenses"))
        .contains(
            "ACTIVE ahead",
            "ACTIVE past",
            "ACTIVE perpetual",
            "GRACE ahead",
            "GRACE past",
            "EXPIRED ahead",
            "EXPIRED past",
            "EXPIRED perpetual",
            "SUSPENDED past",
            "REVOKED past");
    assertThat(
            strings("select email from coditect_shared.users where email !~ '\\.example\\.com$'"))
        .isEmpty();

    database.execute(seed);
    assertThat(count("users")).isEqualTo(60);
    assertThat(count("licenses")).isEqualTo(42);
  }

  private long count(String from) {
    return JdbcClient.create(database.asSuperuser())
        .sql("select count(*) from coditect_shared." + from)
        .query(Long.class)
        .single();
  }

  private List<String> strings(String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(String.class).list();
  }
}
