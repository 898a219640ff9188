package ai.coditect.ops.check;

import ai.coditect.ops.check.PlantedFault.Step;
import ai.coditect.ops.local.LocalPostgres;
import java.util.ArrayList;
import java.util.List;

/** What is wrong in the database itself. */
record DatabaseItemFaults(LocalPostgres.Database database) {
  static final List<String> EXPECTED =
      List.of(
          "license-expiry",
          "gdpr-purge",
          "gdpr-export",
          "backup-marker",
          "backup-verification/freshness",
          "backup-verification/drill",
          "backup-verification/point-in-time");

  List<PlantedFault> all() {
    List<PlantedFault> all = new ArrayList<>();
    all.add(
        new PlantedFault(
            WritableDatabase.CLAIM, () -> database.readOnly(true), () -> database.readOnly(false)));
    all.add(
        sql(
            "the migrations are up to date",
            "create table public.kept as select * from coditect_ops.flyway_ops_history where"
                + " version = '018'; delete from coditect_ops.flyway_ops_history where version ="
                + " '018'",
            "insert into coditect_ops.flyway_ops_history select * from public.kept; drop table"
                + " public.kept"));
    all.add(
        sql(
            "the system role sees every tenant and holds exactly the declared privileges",
            "grant truncate on coditect_ops.runs to coditect_system",
            "revoke truncate on coditect_ops.runs from coditect_system"));
    all.add(
        sql(
            "the tenants' tables are guarded by row-level security",
            "alter table coditect_shared.projects no force row level security",
            "alter table coditect_shared.projects force row level security"));
    all.add(
        sql(
            "the tenants' four tables are there",
            "alter table coditect_shared.projects rename to ventures",
            "alter table coditect_shared.ventures rename to projects"));
    all.add(
        sql(
            "the tenants' login sees its own organization's rows only",
            "create policy anybody on coditect_shared.users for select using (true)",
            "drop policy anybody on coditect_shared.users"));
    all.add(
        sql(
            "every foreign key is served by a valid index",
            "drop index coditect_shared.projects_by_owner",
            "create index projects_by_owner on coditect_shared.projects (owner_id, organization_id)"));
    all.add(
        sql(
            "every trigger is there and fires",
            "alter table coditect_shared.users disable trigger audit_touches",
            "alter table coditect_shared.users enable trigger audit_touches"));
    all.add(
        sql(
            "every constraint is validated",
            "alter table coditect_shared.users add constraint odd check (id is not null) not valid",
            "alter table coditect_shared.users drop constraint odd"));
    all.add(
        sql(
            "no table is bloated",
            "create table coditect_ops.swollen as select n from generate_series(1, 12000) n; delete"
                + " from coditect_ops.swollen where n % 2 = 0; select pg_stat_force_next_flush();"
                + " select 1",
            "drop table coditect_ops.swollen"));
    all.add(
        sql(
            "every schedule and every queued run is fired",
            "insert into coditect_ops.qrtz_job_details (sched_name, job_name, job_group,"
                + " job_class_name, is_durable, is_nonconcurrent, is_update_data, requests_recovery)"
                + " values ('coditect-ops', 'j', 'runs', 'c', true, false, false, false); insert into"
                + " coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
                + " job_group, next_fire_time, prev_fire_time, priority, trigger_state, trigger_type,"
                + " start_time, end_time, misfire_instr) values ('coditect-ops', 't', 'j', 'j',"
                + " 'runs', 1000, -1, 5, 'PAUSED', 'SIMPLE', 1000, 0, 1)",
            "delete from coditect_ops.qrtz_triggers where trigger_name = 't'; delete from"
                + " coditect_ops.qrtz_job_details where job_name = 'j'"));
    all.add(
        sql(
            "every run that is due is taken up",
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at)"
                + " values ('license-expiry', 'parked', 'command', now(), 'w', 'parked', now() -"
                + " interval '1 hour')",
            "delete from coditect_ops.runs where key = 'parked'"));
    for (String label : EXPECTED) {
      all.add(
          new PlantedFault(
              label + " is not overdue",
              () -> known(label, "now() - interval '40 days'"),
              () -> known(label, "now()")));
    }
    all.add(
        sql(
            "the destruction switch can be read",
            "alter table coditect_ops.destruction rename to switch",
            "alter table coditect_ops.switch rename to destruction"));
    all.add(
        sql(
            "the map of personal data fits the database",
            "alter table coditect_shared.users add column nickname text",
            "alter table coditect_shared.users drop column nickname"));
    all.add(
        sql(
            "events leave the outbox",
            "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, recorded_at,"
                + " data) values ('stuck', 't', '', now(), now() - interval '1 hour', '{}')",
            "delete from coditect_ops.outbox where event_id = 'stuck'"));
    all.add(
        sql(
            "other stores have erased whom they were asked to",
            "insert into coditect_ops.erasure_propagations (deletion, participant, asked_at, deadline)"
                + " values (gen_random_uuid(), 'sessions', now() - interval '9 days', now() - interval"
                + " '2 days')",
            "delete from coditect_ops.erasure_propagations"));
    all.add(
        sql(
            "no event of the last day was rejected",
            "insert into coditect_ops.rejected_events (message_id, subscription, reason, body_sha256,"
                + " body_bytes) values ('m', 'ops-worker', 'it has no data', '', 0)",
            "update coditect_ops.rejected_events set received_at = now() - interval '25 hours'"));
    return all;
  }

  private PlantedFault sql(String claim, String plant, String heal) {
    Step planted = () -> database.execute(plant.split("; "));
    return new PlantedFault(claim, planted, () -> database.execute(heal.split("; ")));
  }

  /** A success was expected since then. */
  void known(String label, String since) {
    database.execute(
        "insert into coditect_ops.expected_successes values ('"
            + label
            + "', "
            + since
            + ") on conflict (label) do update set known_since = excluded.known_since");
  }
}
