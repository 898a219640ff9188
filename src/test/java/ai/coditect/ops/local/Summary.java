package ai.coditect.ops.local;

import static ai.coditect.ops.local.LocalStack.say;

import com.google.pubsub.v1.PubsubMessage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a newcomer wants to know after the first minute. */
record Summary(
    Map<String, String> environment,
    DemoTenants tenants,
    List<PubsubMessage> outcomes,
    Path log,
    Optional<Path> drill) {

  void print() throws SQLException {
    title("What ran");
    table(
        tenants.asked(
            "select to_char(started_at at time zone 'UTC', 'HH24:MI:SS'), origin, job, outcome,"
                + " coalesce(nullif(replace(trim(both '{}' from cast(changed as text)), '\"', ''),"
                + " ''), '-'), key from coditect_ops.runs order by started_at"));
    title("What changed, for which tenant");
    Map<String, String> names = new TreeMap<>();
    tenants
        .seen()
        .sql("select id, slug, plan, time_zone from coditect_shared.organizations")
        .query(
            row -> {
              names.put(
                  row.getString(1),
                  row.getString(2) + " (" + row.getString(3) + ", " + row.getString(4) + ")");
            });
    List<List<String>> changes =
        tenants.asked(
            "select organization_id, coalesce(old_state || ' -> ' || new_state, action || 'd'),"
                + " count(*) || ' of ' || table_name"
                + " from coditect_ops.audit_log group by 1, 2, table_name order by 1, 2, 3");
    changes.forEach(row -> row.set(0, names.getOrDefault(row.get(0), row.get(0))));
    table(changes);
    title("Which events went out (topic ops-outcomes)");
    Map<String, Integer> types = new TreeMap<>();
    outcomes.forEach(event -> types.merge(event.getAttributesOrThrow("ce-type"), 1, Integer::sum));
    types.forEach((type, number) -> say("  %4d  %s".formatted(number, type)));
    title("Where to look");
    say(
        "  database   psql \"host=%s port=%s dbname=%s user=%s\" -c 'set role coditect_owner' -c 'table coditect_ops.runs'"
            .formatted(
                environment.get("DB_HOST"),
                environment.getOrDefault("DB_PORT", "5432"),
                environment.get("DB_NAME"),
                environment.get("DB_OWNER_USER")));
    say(
        "  figures    http://127.0.0.1:"
            + environment.get("SERVER_PORT")
            + "/actuator/prometheus; every minute also to "
            + environment.get("OPS_MONITORING_ENDPOINT")
            + " (plaintext gRPC)");
    say("  health     http://127.0.0.1:" + environment.get("SERVER_PORT") + "/actuator/health");
    say(
        "  Pub/Sub    "
            + environment.get("PUBSUB_EMULATOR_HOST")
            + " (plaintext gRPC, project "
            + environment.get("GOOGLE_CLOUD_PROJECT")
            + ")");
    if (environment.containsKey("OPS_EXPORT_URI")) {
      say(
          "  copies     "
              + environment.get("OPS_EXPORT_URI")
              + " (unzip one and open its index.html)");
    }
    drill.ifPresent(page -> say("  drill      " + page.toUri()));
    if (environment.containsKey("OPS_SQLADMIN_URL")) {
      say("  Admin API  " + environment.get("OPS_SQLADMIN_URL") + " (real servers behind it)");
    }
    say("  log        " + log);
    title("What to try next");
    say("  Build the worker (mvn package -DskipTests); then, in another terminal of this folder:");
    StringBuilder exports = new StringBuilder("    export");
    environment.forEach(
        (name, value) -> exports.append(' ').append(name).append("='").append(value).append('\''));
    say(exports.toString());
    say(
        "    java -jar target/ops-worker.jar run license-expiry --dry-run --as-of 2030-01-01T00:00:00Z");
    say("    java -jar target/ops-worker.jar run license-expiry");
    say(
        "    java -jar target/ops-worker.jar run gdpr-purge --dry-run --as-of 2030-01-01T00:00:00Z");
    if (environment.containsKey("OPS_SQLADMIN_URL")) {
      say("    java -jar target/ops-worker.jar run backup-verification level=point-in-time");
      say("    java -jar target/ops-worker.jar drills list");
    }
    say("    java -jar target/ops-worker.jar erasures list");
    say("    java -jar target/ops-worker.jar exports list");
    say("    java -jar target/ops-worker.jar runs");
    say("    java -jar target/ops-worker.jar check");
    say("  Publish an event yourself with any Pub/Sub client: topic ops-requests, attributes");
    say(
        "    ce-specversion=1.0 ce-id=my-1 ce-source=//me ce-type=ai.coditect.ops.run.requested.v1,");
    say("    data {\"job\":\"license-expiry\"}; then look at \"runs\" again.");
    say("");
  }

  private static void title(String text) {
    say("");
    say("== " + text + " ==");
  }

  private static void table(List<List<String>> rows) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
    rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.get(i) + " ".repeat(widths[i] - row.get(i).length()));
      }
      say(("  " + String.join("  ", cells)).stripTrailing());
    }
  }
}
