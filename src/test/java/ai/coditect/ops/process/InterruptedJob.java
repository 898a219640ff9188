package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.process.GateProxy.Where;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Each kind of run there is, where its middle is, and what it has done in the end. */
enum InterruptedJob {
  LICENSE_EXPIRY(
      "license/advance_licenses", 4, "run", "license-expiry", "--as-of", Licenses.AS_OF) {
    @Override
    SceneWithServices site() {
      return new SceneWithServices(
          new Scene(Licenses.plantedIn(LocalPostgres.shared().migrated()), Scene.NEVER));
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      assertThat(Licenses.doubles(site.database())).isZero();
      return Licenses.state(site.database());
    }
  },
  GDPR_PURGE("erasure/lock_people", 6, "run", "gdpr-purge", "--as-of", People.AS_OF) {
    @Override
    SceneWithServices site() {
      return new SceneWithServices(
          new Scene(People.plantedIn(LocalPostgres.shared().migrated()), Scene.NEVER));
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      People.assertBooksAgree(site.database(), site.scene().ledger());
      return People.state(site.database());
    }
  },
  GDPR_EXPORT(
      Where.WITHIN_ANSWER, " as line from coditect_shared.projects t0", "run", "gdpr-export") {
    @Override
    SceneWithServices site() {
      return new SceneWithServices(Copies.scene());
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      Copies.assertShelved(site.database(), site.scene().shelf());
      return Copies.state(site.database());
    }
  },
  ERASURE_REPLAY("erasure/lock_people", 6, "run", "erasure-replay") {
    @Override
    SceneWithServices site() {
      return restored();
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      return erasedAgain(site);
    }
  },
  /** What a person types after a restore; its run has another key each time. */
  ERASURES_REPLAY("erasure/lock_people", 6, "erasures", "replay", "--by", "anna") {
    @Override
    SceneWithServices site() {
      return restored();
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      return erasedAgain(site);
    }
  },
  BACKUP_MARKER("backup/insert_marker", 0, "run", "backup-marker") {
    @Override
    SceneWithServices site() {
      SceneWithServices site = packaged(Licenses.plantedIn(LocalPostgres.shared().migrated()));
      site.scene().environment().put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
      return site;
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      return Licenses.digest(
          site.database(),
          Map.of(
              "markers",
              "select sequence::text as line from coditect_ops.backup_markers",
              "figures",
              "select concat_ws(' ', marker, table_name, organization_id, row_count) as line"
                  + " from coditect_ops.backup_marker_figures"));
    }
  },
  BACKUP_FRESHNESS(
      "backup/record_verification", 0, "run", "backup-verification", "level=freshness") {
    @Override
    SceneWithServices site() {
      SceneWithServices site = packaged(LocalPostgres.shared().migrated());
      LocalSqlAdmin admin = site.with(LocalSqlAdmin.start(Clock.systemUTC()));
      GoodInstance.put(
          admin.instances(), "demo-project", "coditect-dev-db", Clock.systemUTC().instant());
      site.scene().environment().put("OPS_SQLADMIN_URL", admin.url());
      return site;
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      return Licenses.digest(
          site.database(),
          Map.of(
              "verifications",
              "select concat_ws(' ', level, verdict) as line"
                  + " from coditect_ops.backup_verifications",
              "events",
              "select type as line from coditect_ops.outbox where type like '%.backup.%'"));
    }
  },
  METRICS_REPORT("metrics/take_lead", 0, "run", "metrics-report") {
    @Override
    SceneWithServices site() {
      SceneWithServices site = packaged(LocalPostgres.shared().migrated());
      LocalMonitoring monitoring = site.with(LocalMonitoring.start(Clock.systemUTC()));
      site.scene().environment().put("OPS_MONITORING_ENDPOINT", monitoring.endpoint());
      return site;
    }

    @Override
    Map<String, String> effect(SceneWithServices site) {
      LocalMonitoring monitoring = site.beside(LocalMonitoring.class);
      assertThat(monitoring.refusedPoints()).isEmpty();
      long points = monitoring.series().stream().mapToLong(each -> each.getPointsCount()).sum();
      return Map.of("points of each series", (double) points / monitoring.series().size() + "");
    }
  };

  private final Where where;
  private final String marker;
  private final int toPass;
  private final List<String> command;

  InterruptedJob(String statement, int toPass, String... command) {
    this.where = Where.BEFORE_COMMIT;
    this.marker = CrashPoint.firstLine(statement);
    this.toPass = toPass;
    this.command = List.of(command);
  }

  InterruptedJob(Where where, String marker, String... command) {
    this.where = where;
    this.marker = marker;
    this.toPass = 0;
    this.command = List.of(command);
  }

  /** A world of its own with work for it. */
  abstract SceneWithServices site();

  /** All that must be the same however it came to its end; fails where something was done twice. */
  abstract Map<String, String> effect(SceneWithServices site);

  CompletableFuture<Void> arm(GateProxy gate) {
    return gate.stopAt(marker, where, toPass);
  }

  String[] command() {
    List<String> all = new ArrayList<>(command);
    if (isRun()) {
      all.addAll(List.of("--key", "k"));
    }
    all.add("--json");
    return all.toArray(String[]::new);
  }

  /** Whether the next command is the same run; else it is one that does what is left. */
  boolean isRun() {
    return command.get(0).equals("run");
  }

  /** What is typed as name=value. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    command.stream()
        .map(word -> word.split("="))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> parameters.put(pair[0], pair[1]));
    return parameters;
  }

  /** As in its file's name, which its pod's begins with. */
  String job() {
    return isRun() ? command.get(1) : "erasure-replay";
  }

  /** With the packaged job files, whose folders the job reads. */
  private static SceneWithServices packaged(LocalPostgres.Database template) {
    Scene scene = new Scene(template, Scene.NEVER);
    scene.environment().remove("OPS_JOBS_DIR");
    return new SceneWithServices(scene);
  }

  /** The database from before a purge, beside the ledger from after it. */
  private static SceneWithServices restored() {
    LocalPostgres.Database before = People.plantedIn(LocalPostgres.shared().migrated());
    // Somebody who is held is not erased again, and the replay says so.
    before.execute("delete from coditect_ops.holds");
    Scene lost = new Scene(before, Scene.NEVER);
    Scene restored = new Scene(before, Scene.NEVER);
    Scene.assertExit(lost.purgeHere(), 0);
    restored.environment().putAll(InProcessWorker.erasing(lost.ledger()));
    Scene.assertExit(restored.operator("ledger", "adopt", "--by", "anna"), 0);
    SceneWithServices site = new SceneWithServices(restored);
    site.with(lost);
    return site;
  }

  private static Map<String, String> erasedAgain(SceneWithServices site) {
    Scene.assertExit(site.scene().operator("erasures", "verify"), 0);
    Map<String, String> state = new HashMap<>(People.state(site.database()));
    // Pages of a run that another one has done the work of stay until the next one begins.
    state.remove("plan");
    state.putAll(
        Licenses.digest(
            site.database(),
            Map.of(
                "deletions",
                "select concat_ws(' ', t.key, sum(t.value::bigint)) as line"
                    + " from coditect_ops.erasure_deletions, jsonb_each_text(counts) t"
                    + " group by t.key")));
    return state;
  }
}
