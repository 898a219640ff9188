package ai.coditect.ops.process;

import ai.coditect.ops.local.LocalPostgres;

/** Updates of licenses that take their time, by a trigger of the test's own. */
final class SlowLicenses {
  private SlowLicenses() {}

  /** From now on every statement that updates licenses sleeps first. */
  static void by(LocalPostgres.Database database, double seconds) {
    database.execute(
        """
        create or replace function public.take_your_time() returns trigger language plpgsql as $$
        begin
          perform pg_catalog.pg_sleep(%s);
          return null;
        end $$
        """
            .formatted(seconds),
        "drop trigger if exists take_your_time on coditect_shared.licenses",
        """
        create trigger take_your_time before update on coditect_shared.licenses
          for each statement execute function public.take_your_time()
        """);
  }

  static void noMore(LocalPostgres.Database database) {
    database.execute("drop trigger if exists take_your_time on coditect_shared.licenses");
  }

  /** Whether a worker's bite is in the middle of its update. */
  static boolean areSleeping(LocalPostgres.Database database) {
    return Licenses.number(
            database,
            "select count(*) from pg_stat_activity where datname = current_database()"
                + " and wait_event = 'PgSleep' and application_name = 'ops-worker'")
        > 0;
  }
}
