package ai.coditect.ops.license;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.local.LocalPostgres;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the job's stages to their end on real transactions, as the worker's login, without engine.
 */
final class BiteDriver implements AutoCloseable {
  static final LicenseExpirySettings SETTINGS =
      settings(Map.of("FREE", 0, "PRO", 14, "ENTERPRISE", 30), 30, 14, 7, 1);

  final JdbcClient worker;
  final JdbcClient superuser;
  final TransactionTemplate transaction;
  final LicenseExpiryJob job;
  final LicenseChangeStore changes;
  volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  volatile int retries;

  /** So many bites more are rolled back after their last statement. */
  int lost;

  private final HikariDataSource pool;
  private final HikariDataSource superPool;

  BiteDriver(LocalPostgres.Database database) {
    pool = pool(database, LocalPostgres.WORKER);
    superPool = pool(database, "postgres");
    worker = JdbcClient.create(pool);
    superuser = JdbcClient.create(superPool);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    changes = new LicenseChangeStore(worker);
    job = new LicenseExpiryJob(new LicenseStore(worker), changes, new DrivenClock());
  }

  static LicenseExpirySettings settings(Map<String, Integer> grace, Integer... warnBefore) {
    Map<String, Period> periods = new HashMap<>();
    grace.forEach((plan, days) -> periods.put(plan, Period.ofDays(days)));
    return new LicenseExpirySettings(
        List.of(warnBefore).stream().map(Period::ofDays).toList(), periods);
  }

  private static HikariDataSource pool(LocalPostgres.Database database, String user) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.as(user);
    source.setOptions("-c plan_cache_mode=force_custom_plan -c lock_timeout=300ms");
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(6);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  /** A whole run by an instant that is also the present. */
  Changes run(Instant asOf) {
    now = asOf;
    return run(asOf, SETTINGS, Map.of(), 1000, 2);
  }

  Changes run(
      Instant asOf,
      LicenseExpirySettings settings,
      Map<String, String> parameters,
      int bite,
      int partitions) {
    Going going = new Going(asOf, settings, parameters, bite, partitions);
    go(going, Integer.MAX_VALUE);
    return going.changed;
  }

  /** A run on its way, as the engine's tables hold it: it goes on from its last committed bite. */
  static final class Going {
    private final UUID id = UUID.randomUUID();
    private final Instant asOf;
    private final LicenseExpirySettings settings;
    private final Map<String, String> parameters;
    private final int bite;
    private final int partitions;
    private final Map<String, String> finished = new HashMap<>();
    private int stage;
    private int share;
    private Optional<String> bookmark = Optional.empty();
    Changes changed = Changes.NONE;

    Going(
        Instant asOf,
        LicenseExpirySettings settings,
        Map<String, String> parameters,
        int bite,
        int partitions) {
      this.asOf = asOf;
      this.settings = settings;
      this.parameters = parameters;
      this.bite = bite;
      this.partitions = partitions;
    }
  }

  /** Takes so many bites at most; false if the run has more to do. */
  boolean go(Going going, int most) {
    for (int taken = 0; going.stage < job.stages().size(); taken++) {
      if (taken == most) {
        return false;
      }
      Stage<LicenseExpirySettings> stage = job.stages().get(going.stage);
      int shares = stage.partitioned() ? going.partitions : 1;
      JobRun run =
          new JobRun(
              going.id,
              job.name(),
              going.id.toString(),
              going.asOf,
              going.parameters,
              going.bite,
              new JobRun.Partition(going.share, shares),
              going.bookmark,
              Map.copyOf(going.finished),
              false);
      Outcome outcome = bite(stage, run, going.settings);
      going.changed = going.changed.plus(outcome.changed());
      if (outcome instanceof Outcome.More next) {
        going.bookmark = Optional.of(next.bookmark());
        continue;
      }
      if (!stage.partitioned()) {
        going.finished.put(stage.name(), ((Outcome.Done) outcome).bookmark());
      }
      going.bookmark = Optional.empty();
      going.share++;
      if (going.share == shares) {
        going.share = 0;
        going.stage++;
      }
    }
    return true;
  }

  private Outcome bite(
      Stage<LicenseExpirySettings> stage, JobRun run, LicenseExpirySettings settings) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.execute(
            status -> {
              worker
                  .sql("select set_config('ops.run_id', :run, true)")
                  .param("run", run.id().toString())
                  .query(String.class)
                  .single();
              Outcome outcome = stage.bite().take(run, settings);
              if (lost > 0) {
                lost--;
                throw new CannotAcquireLockException(
                    "lost", new SQLException("rolled back at its end", "55P03"));
              }
              return outcome;
            });
      } catch (DataAccessException busy) {
        String state =
            busy.getMostSpecificCause() instanceof SQLException cause ? cause.getSQLState() : "";
        if (!List.of("55P03", "40P01").contains(state)) {
          throw busy;
        }
        retries++;
        if (attempt == 50) {
          throw busy;
        }
      }
    }
  }

  Forecast forecast(Instant asOf, LicenseExpirySettings settings, Map<String, String> parameters) {
    return job.forecast(
        new JobRun(
            UUID.randomUUID(),
            job.name(),
            "forecast",
            asOf,
            parameters,
            1000,
            JobRun.Partition.WHOLE,
            Optional.empty(),
            Map.of(),
            false),
        settings);
  }

  UUID organization(String plan, String zone) {
    UUID id = UUID.randomUUID();
    superuser
        .sql(
            "insert into coditect_shared.organizations (id, name, slug, plan, time_zone)"
                + " values (:id, 'Some Ltd', :slug, :plan, :zone)")
        .param("id", id)
        .param("slug", "o" + id)
        .param("plan", plan)
        .param("zone", zone)
        .update();
    return id;
  }

  UUID license(UUID organization, String status, String expiresAt) {
    UUID id = UUID.randomUUID();
    superuser
        .sql(
            "insert into coditect_shared.licenses (id, organization_id, license_key, status, expires_at)"
                + " values (:id, :organization, :key, :status, cast(:end as timestamptz))")
        .param("id", id)
        .param("organization", organization)
        .param("key", id.toString())
        .param("status", status)
        .param("end", "perpetual".equals(expiresAt) ? null : expiresAt)
        .update();
    return id;
  }

  void tenant(String sql, UUID license) {
    superuser.sql(sql).param("id", license).update();
  }

  void renew(UUID license, String expiresAt) {
    tenant(
        "update coditect_shared.licenses set expires_at = cast('"
            + expiresAt
            + "' as timestamptz) where id = :id",
        license);
  }

  String status(UUID license) {
    return superuser
        .sql("select status from coditect_shared.licenses where id = :id")
        .param("id", license)
        .query(String.class)
        .single();
  }

  /** The license's events in the order they were recorded, each as "fact due". */
  List<String> events(UUID license) {
    return superuser
        .sql(
            "select split_part(type, '.', 4) || ' ' || to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
                + " || coalesce(' ' || (data ->> 'daysLeft'), '')"
                + " from coditect_ops.outbox where data ->> 'licenseId' = :id order by sequence")
        .param("id", license.toString())
        .query(String.class)
        .list();
  }

  List<String> audit(UUID license) {
    return superuser
        .sql(
            "select old_state || '>' || new_state from coditect_ops.audit_log where row_id = :id order by id")
        .param("id", license)
        .query(String.class)
        .list();
  }

  long count(String table) {
    return superuser.sql("select count(*) from " + table).query(Long.class).single();
  }

  @Override
  public void close() {
    pool.close();
    superPool.close();
  }

  private final class DrivenClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
