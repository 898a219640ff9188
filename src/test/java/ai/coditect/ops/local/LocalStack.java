package ai.coditect.ops.local;

import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.monitoring.page.LocalDashboards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The newcomer's first command: a real PostgreSQL 15, a Pub/Sub server, demo tenants, a serving
 * worker, and its three triggers at work within a minute.
 *
 * <p>With {@code DB_HOST} or {@code PUBSUB_EMULATOR_HOST} set, that service is used instead. With
 * the argument {@code once} it ends after the summary, with the exit code of the one-shot run.
 */
public final class LocalStack {
  private static final String PROJECT = "coditect-local";
  private static final String MORE_OFTEN_THAN_WEEKLY = "cron: \"[^\"A-Z]*\"";
  private static final String EVERY_TWENTY_SECONDS = "cron: \"0/20 * * * * ?\"";

  private LocalStack() {}

  public static void main(String[] args) throws Exception {
    boolean once = Arrays.asList(args).contains("once");
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "GOOGLE_CLOUD_PROJECT", System.getenv().getOrDefault("GOOGLE_CLOUD_PROJECT", PROJECT));
    environment.put("NO_GCE_CHECK", "true");
    String ours = System.getenv("DB_HOST");
    Optional<LocalInstance> instance = Optional.empty();
    if (ours == null) {
      say("Starting PostgreSQL 15 ...");
      LocalPostgres.Database database = LocalPostgres.sharedWithLog().empty();
      instance = LocalInstance.of(environment.get("GOOGLE_CLOUD_PROJECT"), database);
      instance.ifPresent(each -> environment.putAll(each.environment()));
      environment.put("DB_HOST", database.host());
      environment.put("DB_PORT", Integer.toString(database.port()));
      environment.put("DB_NAME", database.name());
      environment.put("DB_USER", "ops_demo");
      environment.put("DB_PASSWORD", "local");
      environment.put("DB_SSLMODE", "disable");
      environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
      environment.put("DB_OWNER_PASSWORD", "local");
      environment.putAll(InProcessWorker.erasing(Files.createTempDirectory("ops-ledger")));
      environment.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
      environment.put(
          "OPS_EXPORT_URI",
          Files.createTempDirectory("ops-copies").toUri().toString().replaceFirst("/$", ""));
    } else {
      // A database that lives on needs a ledger and a place for packages that do.
      System.getenv()
          .forEach(
              (name, value) -> {
                if (name.startsWith("DB_")
                    || name.matches("OPS_(LEDGER_URI|SUBJECT_KEY|EXPORT_URI|EVIDENCE_KEY)")) {
                  environment.put(name, value);
                }
              });
    }
    String emulator = System.getenv("PUBSUB_EMULATOR_HOST");
    environment.put(
        "PUBSUB_EMULATOR_HOST", emulator == null ? LocalPubSub.start().endpoint() : emulator);
    String monitoring = System.getenv("OPS_MONITORING_ENDPOINT");
    String dashboards = "Dashboards are where OPS_MONITORING_ENDPOINT is.";
    if (monitoring == null) {
      LocalMonitoring standIn = LocalMonitoring.start(Clock.systemUTC());
      monitoring = standIn.endpoint();
      instance.ifPresent(each -> each.showIn(standIn));
      // As in a cluster, so that the dashboards find the figures of the process.
      environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
      environment.put("CLUSTER_NAME", "local");
      environment.put("CLUSTER_LOCATION", "local");
      environment.put("POD_NAMESPACE", "local");
      environment.put("POD_NAME", "ops-worker-local");
      dashboards =
          "Dashboards, as Cloud Monitoring will show them: "
              + LocalDashboards.start(standIn::fitting).address();
      say(dashboards);
    }
    environment.put("OPS_MONITORING_ENDPOINT", monitoring);
    environment.put("OPS_JOBS_DIR", jobsThatRunSoon().toString());
    environment.put("SERVER_PORT", Integer.toString(healthPort()));

    FirstMinute story = new FirstMinute(environment, instance);
    int code = story.play();
    if (once) {
      story.end();
      System.exit(code);
    }
    say(dashboards);
    say("The worker goes on until you press Ctrl-C.");
    Runtime.getRuntime().addShutdownHook(new Thread(story::end));
    Thread.currentThread().join();
  }

  /** A copy of the job files whose schedules come soon enough to be watched. */
  private static Path jobsThatRunSoon() throws IOException {
    Path copy = Files.createTempDirectory("ops-jobs");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(Path.of("jobs"))) {
      listed.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
    }
    for (Path file : files) {
      Files.writeString(
          copy.resolve(file.getFileName()),
          Files.readString(file).replaceAll(MORE_OFTEN_THAN_WEEKLY, EVERY_TWENTY_SECONDS));
    }
    Files.writeString(copy.resolve("participants.yaml"), LocalSessions.PARTICIPANTS);
    return copy;
  }

  /** 8080, or a free port where something else has it. */
  private static int healthPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(8080, 1, InetAddress.getByName("0.0.0.0"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }
  }

  static void say(String line) {
    System.out.println(line);
  }
}
