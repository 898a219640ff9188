package ai.coditect.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The demo tenants in whichever database the local stack uses, without ever being a superuser. */
final class DemoTenants {
  private static final List<String> TABLES =
      List.of("organizations", "users", "licenses", "projects");

  private final String url;
  private final String owner;
  private final String ownerPassword;
  private final JdbcClient worker;

  DemoTenants(Map<String, String> environment) {
    this.url =
        "jdbc:postgresql://%s:%s/%s?sslmode=%s"
            .formatted(
                environment.get("DB_HOST"),
                environment.getOrDefault("DB_PORT", "5432"),
                environment.get("DB_NAME"),
                environment.getOrDefault("DB_SSLMODE", "require"));
    this.owner = environment.get("DB_OWNER_USER");
    this.ownerPassword = environment.getOrDefault("DB_OWNER_PASSWORD", "");
    this.worker =
        JdbcClient.create(
            new DriverManagerDataSource(
                url, environment.get("DB_USER"), environment.getOrDefault("DB_PASSWORD", "")));
  }

  /** What the worker's own login can see. */
  JdbcClient seen() {
    return worker;
  }

  boolean areMissing() {
    return worker
            .sql("select count(*) from coditect_shared.organizations")
            .query(Long.class)
            .single()
        == 0;
  }

  /** Plants them in one transaction, in which alone the owner role may see every tenant. */
  void plant() throws IOException, SQLException {
    String seed = Files.readString(Path.of("sql/seed/demo.sql"));
    asOwner(
        statement -> {
          statement.execute("set local role coditect_owner");
          for (String table : TABLES) {
            statement.execute(
                "create policy planting on coditect_shared."
                    + table
                    + " to coditect_owner using (true)");
          }
          statement.execute(seed);
          for (String table : TABLES) {
            statement.execute("drop policy planting on coditect_shared." + table);
          }
        });
  }

  /** A license that has run out. */
  record License(UUID id, UUID organization) {}

  Optional<License> expired() {
    return worker
        .sql(
            "select id, organization_id from coditect_shared.licenses where status = 'EXPIRED'"
                + " and expires_at < now() order by expires_at desc limit 1")
        .query(
            (row, number) ->
                new License(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
        .optional();
  }

  /** Somebody who is there. */
  record Person(UUID id, UUID organization) {}

  Optional<Person> youngestMember() {
    return member("desc");
  }

  Optional<Person> oldestMember() {
    return member("asc");
  }

  private Optional<Person> member(String order) {
    return worker
        .sql(
            "select id, organization_id from coditect_shared.users where role = 'MEMBER'"
                + " and deleted_at is null order by created_at "
                + order
                + " limit 1")
        .query(
            (row, number) -> new Person(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
        .optional();
  }

  /** What the tenant's own application does, under the tenant's row-level security. */
  void renew(License license) throws SQLException {
    asOwner(
        statement -> {
          statement.execute("grant coditect_app to current_user");
          statement.execute("set local role coditect_app");
          statement.execute(
              "select set_config('app.current_organization_id', '"
                  + license.organization()
                  + "', true)");
          statement.execute(
              "update coditect_shared.licenses set expires_at = now() + interval '1 year' where id = '"
                  + license.id()
                  + "'");
          statement.execute("reset role");
          statement.execute("revoke coditect_app from current_user");
        });
  }

  /** Runs a query on the worker's own tables, which its login may write but not always read. */
  List<List<String>> asked(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    asOwner(
        statement -> {
          statement.execute("set local role coditect_owner");
          try (var result = statement.executeQuery(sql)) {
            while (result.next()) {
              List<String> row = new ArrayList<>();
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(String.valueOf(result.getString(i)));
              }
              rows.add(row);
            }
          }
        });
    return rows;
  }

  private interface Work {
    void with(Statement statement) throws SQLException;
  }

  private void asOwner(Work work) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, owner, ownerPassword);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      work.with(statement);
      connection.commit();
    }
  }
}
