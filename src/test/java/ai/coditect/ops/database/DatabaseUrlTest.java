package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

class DatabaseUrlTest {
  private static final String ODD = "a b+c?d=ü/e";

  @Test
  void the_driver_reads_whatever_a_database_is_called() {
    for (String url :
        new String[] {
          DatabaseUrl.direct("db.example", 6432, ODD), DatabaseUrl.byConnector("p:r:i", ODD)
        }) {
      assertThat(read(url)).as(url).containsEntry("PGDBNAME", ODD);
    }
  }

  @Test
  void an_address_with_colons_is_kept_apart_from_the_port() {
    assertThat(read(DatabaseUrl.direct("fd00::5", 6432, "ops")))
        .containsEntry("PGHOST", "[fd00::5]")
        .containsEntry("PGPORT", "6432");
  }

  @Test
  void by_the_connector_only_the_private_address_is_used() {
    assertThat(read(DatabaseUrl.byConnector("p:r:i", "ops")))
        .containsEntry("cloudSqlInstance", "p:r:i")
        .containsEntry("socketFactory", "com.google.cloud.sql.postgres.SocketFactory")
        .containsEntry("ipTypes", "PRIVATE")
        .containsEntry("sslmode", "disable");
  }

  private static Properties read(String url) {
    Properties properties = Driver.parseURL(url, new Properties());
    assertThat(properties).as(url).isNotNull();
    return properties;
  }
}
