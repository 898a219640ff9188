package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** A database behind a gate, job files with small bites, and the workers started on them. */
final class Scene implements AutoCloseable {
  static final String NEVER = "0 0 0 1 1 ? 2090";

  private static final long SHORT_MILLIS = 250;

  private final LocalPostgres.Database database;
  private final GateProxy gate;
  private final Path ledger;
  private final Path shelf;
  private final Map<String, String> environment = new HashMap<>();
  private final List<WorkerProcess> workers = new ArrayList<>();
  private final List<ServingWorker> serving = new ArrayList<>();
  private final List<CompletableFuture<RunResult>> cutOff = new ArrayList<>();

  /** On its own copy of the database. */
  Scene(LocalPostgres.Database template, String cron) {
    this.database = LocalPostgres.shared().copyOf(template);
    try {
      this.gate = new GateProxy(database.host(), database.port());
      environment.put("OPS_JOBS_DIR", jobs(cron).toString());
      this.ledger = Files.createTempDirectory("ledger");
      this.shelf = Files.createTempDirectory("shelf");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("DB_HOST", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(gate.port()));
    environment.put("DB_NAME", database.name());
    environment.put("DB_USER", LocalPostgres.WORKER);
    environment.put("DB_PASSWORD", "any");
    environment.put("DB_SSLMODE", "disable");
    environment.put("OPS_TAKEOVER", "2s");
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("SERVER_PORT", "0");
    environment.putAll(InProcessWorker.erasing(ledger));
    environment.put("OPS_EXPORT_URI", Copies.uri(shelf));
  }

  /**
   * The packaged job file with bites so small that a run has many, and no more than one attempt.
   */
  private static Path jobs(String cron) throws IOException {
    Path directory = Files.createTempDirectory("jobs");
    directory.toFile().deleteOnExit();
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path packaged : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        Path file = directory.resolve(packaged.getFileName());
        String text =
            Files.readString(packaged)
                .replaceAll(
                    "cron: \"[^\"]*\"", "cron: \"" + (isOfLicenses(file) ? cron : NEVER) + "\"")
                .replaceAll("bite: \\d+", "bite: 5")
                .replaceAll("limits: \\{ most-.*}", "limits: { most-rows: 100000 }");
        Files.writeString(file, text);
        file.toFile().deleteOnExit();
      }
    }
    assertThat(directory.resolve("license-expiry.yaml"))
        .content()
        .contains("cron: \"" + cron + "\"")
        .contains("bite: 5, partitions: 2");
    return directory;
  }

  /** What the schedule is about; the others would only take the time of the machine. */
  private static boolean isOfLicenses(Path file) {
    return file.endsWith("license-expiry.yaml");
  }

  LocalPostgres.Database database() {
    return database;
  }

  /** The directory of the ledger of erasures. */
  Path ledger() {
    return ledger;
  }

  /** The directory of the packages. */
  Path shelf() {
    return shelf;
  }

  GateProxy gate() {
    return gate;
  }

  Map<String, String> environment() {
    return environment;
  }

  WorkerProcess start(String... command) {
    WorkerProcess worker = WorkerProcess.start(environment, command);
    workers.add(worker);
    return worker;
  }

  private static final List<String> LICENSES =
      List.of("run", "license-expiry", "--key", "k", "--as-of", Licenses.AS_OF);
  private static final List<String> PURGE =
      List.of("run", "gdpr-purge", "--key", "k", "--as-of", People.AS_OF);

  private static final List<String> EXPORT = List.of("run", "gdpr-export", "--key", "k");

  private static String[] with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** The run that all crash tests are about. */
  WorkerProcess run(String... more) {
    return start(with(LICENSES, more));
  }

  /** The same of the purge. */
  WorkerProcess purge(String... more) {
    return start(with(PURGE, more));
  }

  /** The same of the export. */
  WorkerProcess export(String... more) {
    return start(with(EXPORT, more));
  }

  /** The same in this process, which takes no time to start. */
  Ending exportHere(String key) {
    Map<String, String> ours = new HashMap<>(environment);
    ours.keySet().removeIf(name -> name.startsWith("DB_"));
    try (InProcessWorker worker = InProcessWorker.start(database, ours)) {
      return worker.run("gdpr-export", key, Instant.now(), Map.of()).outcome();
    }
  }

  /** A serving worker in this process, behind the gate: one that nobody kills or freezes. */
  ServingWorker serveHere(LocalPubSub pubsub) {
    ServingWorker worker = ServingWorker.start(database, pubsub, environment);
    serving.add(worker);
    return worker;
  }

  /** The same, of one whose patience with the database ends soon. */
  ServingWorker serveImpatientlyHere(LocalPubSub pubsub) {
    ServingWorker worker =
        ServingWorker.start(ServingWorker.Impatient.class, database, pubsub, environment);
    serving.add(worker);
    return worker;
  }

  /** A worker in this process, behind the gate. */
  InProcessWorker worker() {
    return InProcessWorker.start(database, environment);
  }

  /** A command in this process: of a worker that nobody kills, freezes or stops. */
  Typed here(String... command) {
    return Typed.whole(environment, command);
  }

  /** The run that all crash tests are about, in this process. */
  Typed runHere(String... more) {
    return here(with(LICENSES, more));
  }

  Typed purgeHere(String... more) {
    return here(with(PURGE, more));
  }

  /** A command of an operator, who doesn't come through the gate. */
  Typed operator(String... command) {
    Map<String, String> direct = new HashMap<>(environment);
    direct.put("DB_HOST", database.host());
    direct.put("DB_PORT", Integer.toString(database.port()));
    return Typed.whole(direct, command);
  }

  /**
   * SIGKILL when the worker stands at the gate; the kernel closes its connections, and the next
   * worker need not wait until it has been silent for long enough.
   */
  void killAt(CompletableFuture<Void> gateReached, WorkerProcess worker) {
    awaitGate(gateReached, worker);
    worker.kill();
    gate.cut();
    letHeartbeatsAge();
  }

  /**
   * What the database sees of a SIGKILL, without a process to start: the sessions of a worker in
   * this process are cut when one stands at the gate, and it never gets in again.
   *
   * @param place arms the gate of this worker
   */
  void cutOffAt(Function<GateProxy, CompletableFuture<Void>> place, String job, String asOf) {
    try (GateProxy own = new GateProxy(database.host(), database.port())) {
      Map<String, String> behind = new HashMap<>(environment);
      behind.put("DB_PORT", Integer.toString(own.port()));
      CompletableFuture<Void> reached = place.apply(own);
      try (InProcessWorker worker = InProcessWorker.start(database, behind)) {
        CompletableFuture<RunResult> dying =
            CompletableFuture.supplyAsync(
                () -> worker.run(job, "k", Instant.parse(asOf), Map.of()));
        cutOff.add(dying);
        Await.until(
            "the gate", reached::isDone, () -> !dying.isDone(), () -> dying.join().toString());
        // A dead one asks for no connection; this one does, and nobody learns from its patience.
        worker.get(HikariDataSource.class).setConnectionTimeout(SHORT_MILLIS);
        own.goAway();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    letHeartbeatsAge();
  }

  /** As if the workers of all runs under way had been silent for an hour. */
  void letHeartbeatsAge() {
    database.execute(
        "update coditect_ops.runs set heartbeat_at = heartbeat_at - interval '1 hour'"
            + " where outcome = 'running'");
  }

  static void awaitGate(CompletableFuture<Void> reached, WorkerProcess worker) {
    Await.until("the gate", worker, reached::isDone);
  }

  /** Fails with the worker's own words. */
  static void assertExit(WorkerProcess worker, int code) {
    int actual = worker.exitCode(Await.PATIENCE);
    assertThat(actual).as(worker.out() + worker.err()).isEqualTo(code);
  }

  static void assertExit(Typed answer, int code) {
    assertThat(answer.exitCode()).as(answer.out() + answer.err()).isEqualTo(code);
  }

  @Override
  public void close() {
    workers.forEach(WorkerProcess::close);
    if (!serving.isEmpty()) {
      // A serving worker ends only while its database answers.
      gate.comeBack();
      serving.forEach(ServingWorker::close);
    }
    // Some wait for a connection until they give up.
    cutOff.forEach(dying -> dying.handle((result, failure) -> "over").join());
    try {
      gate.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
