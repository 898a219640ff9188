package ai.coditect.ops.local.sqladmin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.local.LocalPostgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InstanceServersIT {
  private static final String SOURCE = "p1/source";

  private static DatabaseServer source;
  private static InstanceServers servers;

  @BeforeAll
  static void start_a_server_with_a_row() {
    source = SourceServer.start();
    servers = new InstanceServers(source.port(), Clock.systemUTC());
    servers.adopt(SOURCE, source);
    write("create table public.noted (at timestamptz primary key default clock_timestamp())");
  }

  @AfterAll
  static void end_them() throws Exception {
    servers.close();
    source.remove();
  }

  private static void write(String sql) {
    source.database(SourceServer.DATABASE).execute(sql);
  }

  private static <T> T ask(DatabaseServer server, String sql, Class<T> type) throws SQLException {
    return ask(server.database(SourceServer.DATABASE), sql, type);
  }

  private static <T> T ask(Database database, String sql, Class<T> type) throws SQLException {
    try (Connection session = database.asSuperuser().getConnection();
        var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1, type);
    }
  }

  @Test
  void a_restore_holds_what_was_committed_when_the_backup_ended() throws Exception {
    write("insert into public.noted default values");
    long before = ask(source, "select count(*) from public.noted", Long.class);
    servers.backUp(SOURCE, "b1");
    write("insert into public.noted default values");

    String address = servers.create("drills/copy").orElseThrow();
    servers.restore("drills/copy", "b1");

    DatabaseServer copy = servers.behind("drills/copy");
    assertThat(copy.address()).isEqualTo(address).isNotEqualTo(source.address());
    assertThat(copy.port()).isEqualTo(source.port());
    assertThat(ask(copy, "select count(*) from public.noted", Long.class)).isEqualTo(before);
    assertThat(ask(source, "select count(*) from public.noted", Long.class)).isEqualTo(before + 1);
    servers.delete("drills/copy");
    assertThatThrownBy(() -> ask(copy, "select 1", Integer.class)).isInstanceOf(SQLException.class);
  }

  @Test
  void a_clone_holds_what_was_committed_at_its_instant() throws Exception {
    servers.backUp(SOURCE, "b2");
    write("insert into public.noted default values");
    Instant between = ask(source, "select clock_timestamp()", OffsetDateTime.class).toInstant();
    write("insert into public.noted default values");

    servers.copy(SOURCE, "p1/clone", Optional.of(between));

    DatabaseServer clone = servers.behind("p1/clone");
    assertThat(
            ask(
                clone,
                "select not exists (select from public.noted where at > '"
                    + between
                    + "')"
                    + " and exists (select from public.noted where at > '"
                    + between.minusSeconds(60)
                    + "')",
                Boolean.class))
        .isTrue();
    assertThat(ask(clone, "select pg_is_in_recovery()", Boolean.class)).isFalse();
    clone.database(SourceServer.DATABASE).execute("insert into public.noted default values");
    servers.delete("p1/clone");
  }

  @Test
  void the_login_of_an_administrator_is_no_superuser_and_may_become_the_owner() throws Exception {
    servers.create("drills/logins");
    servers.addLogin("drills/logins", "once", "secret");
    DatabaseServer made = servers.behind("drills/logins");
    assertThat(
            ask(
                made.database("postgres"),
                "select not rolsuper and rolcreaterole from pg_roles where rolname = 'once'",
                Boolean.class))
        .isTrue();
    made.database("postgres").execute("create role owner nologin");
    try (Connection once = made.database("postgres").as("once").getConnection();
        var statement = once.createStatement()) {
      statement.execute("grant owner to once");
      statement.execute("set role owner");
    }
    servers.delete("drills/logins");
  }
}
