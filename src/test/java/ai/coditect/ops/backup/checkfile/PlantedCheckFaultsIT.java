package ai.coditect.ops.backup.checkfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each shipped check file finds what it is there for, and takes what may happen for no fault. */
final class PlantedCheckFaultsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant NOW = Instant.now();

  /** By check file: what a copy has lost, or what is wrong in it. */
  private static final Map<String, String> FAULTS =
      Map.ofEntries(
          Map.entry(
              "activations-within-maximum",
              "update coditect_shared.licenses set activation_count = max_activations + 1"
                  + " where license_key = 'k1'"),
          Map.entry("copies-asked-for", one("coditect_ops.export_requests")),
          Map.entry("erased-people", one("coditect_ops.erasures")),
          Map.entry("erasure-requests", one("coditect_ops.erasure_requests")),
          Map.entry(
              "finished-runs", "delete from coditect_ops.runs where key in ('old', 'newest')"),
          Map.entry("legal-holds", one("coditect_ops.holds")),
          Map.entry(
              "licenses-kept",
              "delete from coditect_shared.licenses where license_key in"
                  + " (select 'k' || n from generate_series(20, 40) n)"),
          Map.entry("newest-run", "delete from coditect_ops.runs where key = 'new'"),
          Map.entry(
              "old-organizations",
              "delete from coditect_shared.organizations where name in"
                  + " (select name from coditect_shared.organizations order by created_at limit 6)"));

  /** By check file: what tenants and the worker may do between a marker and a backup. */
  private static final Map<String, String> HEALTHY =
      Map.of(
          "licenses-kept",
          "delete from coditect_shared.licenses where license_key = 'k50'",
          "old-organizations",
          "delete from coditect_shared.organizations where name = 'o10'",
          "newest-run",
          run("newer", "2 minutes"),
          "finished-runs",
          run("newest", "1 minute"));

  private static String one(String table) {
    return "delete from " + table + " where ctid = (select ctid from " + table + " limit 1)";
  }

  private static String run(String key, String ago) {
    return "insert into coditect_ops.runs (job, key, origin, as_of, started_at, worker, outcome,"
        + " finished_at) values ('gdpr-purge', '"
        + key
        + "', 'schedule', now(), now() - interval '"
        + ago
        + "', 'w', 'done', now())";
  }

  @BeforeAll
  static void plant() {
    DATABASE.execute(
        "set session_replication_role = replica",
        "alter table coditect_shared.licenses drop constraint license_activations_stay_within_the_maximum",
        "insert into coditect_shared.organizations (id, name, slug, created_at) select"
            + " gen_random_uuid(), 'o' || n, 'o' || n, now() - (n + 31) * interval '1 day'"
            + " from generate_series(1, 20) n",
        "insert into coditect_shared.licenses (organization_id, license_key) select o.id, 'k' || n"
            + " from generate_series(1, 50) n, (select id from coditect_shared.organizations"
            + " where name = 'o1') o",
        "insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at,"
            + " due_at, received_at) values (gen_random_uuid(), gen_random_uuid(),"
            + " gen_random_uuid(), now(), now(), now())",
        "insert into coditect_ops.erasure_requests (id, organization_id, user_id, requested_at,"
            + " due_at) values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(),"
            + " now())",
        "insert into coditect_ops.erasures (deletion, subject_key, subject_hash, organization_id,"
            + " ground, due_at, erased_at, counts) values (gen_random_uuid(), 'k', '\\x00',"
            + " gen_random_uuid(), 'retention-ended', now(), now(), '{}')",
        "insert into coditect_ops.holds (kind, organization_id, user_id, ground, placed_by) values"
            + " ('user', gen_random_uuid(), gen_random_uuid(), 'suit', 'legal')",
        run("old", "60 hours"),
        run("new", "1 hour"));
  }

  @Test
  void each_file_finds_its_own_fault_and_none_in_what_may_happen() {
    List<CheckFile> shipped = CheckFileStore.read(Optional.empty());
    assertThat(FAULTS.keySet())
        .as("every shipped file has its fault here")
        .containsExactlyInAnyOrderElementsOf(shipped.stream().map(CheckFile::name).toList());
    Map<String, Boolean> fits = new TreeMap<>();
    for (CheckFile file : shipped) {
      CheckAnswer then = answer(file);
      assertThat(then.failure()).as(file.name()).isEmpty();
      assertThat(then.value()).as(file.name()).isPresent();
      Optional.ofNullable(HEALTHY.get(file.name())).ifPresent(PlantedCheckFaultsIT::change);
      fits.put(file.name() + " as it may be", fits(file, then));
      if (file.name().equals("newest-run")) {
        change("delete from coditect_ops.runs where key = 'newer'");
      }
      change(FAULTS.get(file.name()));
      fits.put(file.name() + " with its fault", fits(file, then));
    }
    assertThat(fits)
        .hasSize(FAULTS.size() * 2)
        .allSatisfy((what, fit) -> assertThat(fit).as(what).isEqualTo(what.endsWith("may be")));
  }

  private static void change(String statement) {
    DATABASE.execute("set session_replication_role = replica", statement);
  }

  private static boolean fits(CheckFile file, CheckAnswer then) {
    return file.comparison().compare(then.value(), answer(file).value(), NOW).fits();
  }

  private static CheckAnswer answer(CheckFile file) {
    try (ReadingStore reading =
        ReadingStore.open(DATABASE.as(LocalPostgres.WORKER), Duration.ofMinutes(1))) {
      return reading.answer(file);
    }
  }
}
