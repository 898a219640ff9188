package ai.coditect.ops.erasure.hold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Bites that never let a hold in, and a session that waits a tenth of a second for them. */
class BusyGateIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  @Test
  void a_gate_that_stays_busy_is_said_and_nothing_is_held() throws Exception {
    UUID organization =
        JdbcClient.create(DATABASE.asSuperuser())
            .sql(
                "insert into coditect_shared.organizations (name, slug, plan) values ('A', 'a',"
                    + " 'FREE') returning id")
            .query(UUID.class)
            .single();
    try (Connection session = DATABASE.as(LocalPostgres.WORKER).getConnection();
        Connection bite = DATABASE.asSuperuser().getConnection();
        Statement statement = session.createStatement();
        Statement biting = bite.createStatement()) {
      statement.execute("set lock_timeout = '100ms'");
      biting.execute("select pg_advisory_lock_shared(73110, 1)");
      Map<String, String> typed =
          Map.of("organization", organization.toString(), "ground", "case 12", "by", "counsel");

      Reply busy = place(session, typed);
      assertThat(busy.exitCode()).isEqualTo(1);
      assertThat(busy.problems()).singleElement().asString().contains("nothing is held", "again");

      biting.execute("select pg_advisory_unlock_shared(73110, 1)");
      Reply placed = place(session, typed);
      assertThat(placed.problems()).isEmpty();
      assertThat(placed.document()).containsEntry("already", false);
    }
  }

  private static Reply place(Connection session, Map<String, String> typed) {
    SingleConnectionDataSource source = new SingleConnectionDataSource(session, true);
    JdbcClient jdbc = JdbcClient.create(source);
    Map<Class<?>, Object> there =
        Map.of(
            AddressHashes.class,
            new AddressHashes(Optional.empty()),
            HeldPeopleStore.class,
            new HeldPeopleStore(jdbc, new HeldAddressStore(jdbc)),
            LegalHoldStore.class,
            new LegalHoldStore(
                jdbc,
                new EvidenceStore(jdbc, JsonMapper.builder().build()),
                new TransactionTemplate(new DataSourceTransactionManager(source))));
    Room room =
        new Room() {
          @Override
          public <T> T get(Class<T> type) {
            return type.cast(there.get(type));
          }
        };
    return new PlaceCommand().run(new Given(typed, Clock.systemUTC(), "tester"), room);
  }
}
