package ai.coditect.ops.erasure.hold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class EndedHoldsIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void a_run_decides_by_an_instant_at_which_the_hold_is_over_whatever_the_workers_clock_says() {
    JdbcClient admin = JdbcClient.create(database.asSuperuser());
    admin
        .sql(
            "insert into coditect_ops.holds (kind, organization_id, ground, placed_by, released_by,"
                + " released_at) values ('organization', ?, 'case', 'counsel', 'judge', now())")
        .param(UUID.randomUUID())
        .update();
    Instant ended =
        admin
            .sql("select released_at from coditect_ops.holds")
            .query(java.time.OffsetDateTime.class)
            .single()
            .toInstant();
    try (InProcessWorker worker = InProcessWorker.start(database, Map.of())) {
      assertThat(asked(worker, ended.minusSeconds(60)).asOf()).contains(ended);
      assertThat(asked(worker, ended.plusSeconds(60)).asOf()).contains(ended.plusSeconds(60));
    }
  }

  private static RunRequest asked(InProcessWorker worker, Instant now) {
    return new EndedHolds(worker.get(LegalHoldStore.class), Clock.fixed(now, ZoneOffset.UTC))
        .requests()
        .get(0);
  }
}
