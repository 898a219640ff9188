package ai.coditect.ops.bench;

import ai.coditect.ops.export.content.JsonAlone;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A tenant with nothing but licenses leaves: the worker's package, and the server's own copies. */
final class ExportContest {
  private final BenchServer server;
  private final Path folder;
  private long jsonBytes;

  ExportContest(BenchServer server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** What the server itself needs for the same rows, without a client. */
  Duration serverCopy(Database database, boolean csvToo) throws SQLException, IOException {
    Path file = Files.createTempFile(folder, "copy", ".out");
    Files.delete(file);
    try (Connection connection = database.asSuperuser().getConnection();
        Statement statement = connection.createStatement()) {
      long start = System.nanoTime();
      statement.execute(BenchServer.file("copy_licenses").replace("FILE", file.toString()));
      if (csvToo) {
        statement.execute(BenchServer.file("copy_licenses_csv").replace("FILE", file + ".csv"));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      jsonBytes = Files.size(file);
      Files.delete(file);
      Files.deleteIfExists(Path.of(file + ".csv"));
      return took;
    }
  }

  /** Of the last copy. */
  long jsonBytes() {
    return jsonBytes;
  }

  /** A package of this scope in an idle worker, from the request on record to ready. */
  Duration worker(Database database, @Nullable String email, int warmUps) throws IOException {
    Path shelf = Files.createTempDirectory(folder, "shelf");
    try (InProcessWorker worker = InProcessWorker.start(database, exporting(shelf))) {
      Duration took = Duration.ZERO;
      for (int i = 0; i <= warmUps; i++) {
        request(database, email);
        long start = System.nanoTime();
        RunResult result =
            worker.run("gdpr-export", UUID.randomUUID().toString(), server.asOf(), Map.of());
        took = Duration.ofNanos(System.nanoTime() - start);
        if (result.outcome() != RunResult.Ending.DONE) {
          throw new IllegalStateException(result.toString());
        }
      }
      check(shelf);
      return took;
    }
  }

  /** The same as a process of its own with this heap; answers its peak of resident memory. */
  WorkerCommand.Ended process(Database database, String heap) throws IOException {
    Path shelf = Files.createTempDirectory(folder, "shelf");
    request(database, null);
    Map<String, String> environment = WorkerCommand.environment(database);
    environment.putAll(exporting(shelf));
    WorkerCommand.Ended ended =
        WorkerCommand.java(
            environment,
            List.of(
                heap,
                "-XX:+UseSerialGC",
                "-jar",
                WorkerCommand.JAR.toString(),
                "run",
                "gdpr-export",
                "--json"));
    check(shelf);
    return ended;
  }

  /** The JSON alone, from the snapshot to the shelf, compressed and hashed. */
  Duration jsonAlone(Database database, int warmUps) throws IOException {
    Path shelf = Files.createTempDirectory(folder, "shelf");
    UUID organization =
        JdbcClient.create(database.asSuperuser())
            .sql("select id from coditect_shared.organizations")
            .query(UUID.class)
            .single();
    try (InProcessWorker worker = InProcessWorker.start(database, exporting(shelf))) {
      Duration took = Duration.ZERO;
      for (int i = 0; i <= warmUps; i++) {
        long start = System.nanoTime();
        if (JsonAlone.write(worker, organization, "coditect_shared.licenses") == 0) {
          throw new IllegalStateException("no rows");
        }
        took = Duration.ofNanos(System.nanoTime() - start);
      }
      return took;
    }
  }

  private static Map<String, String> exporting(Path shelf) {
    return Map.of("OPS_EXPORT_URI", shelf.toUri().toString().replaceFirst("/$", ""));
  }

  private static void request(Database database, @Nullable String email) {
    JdbcClient.create(database.asSuperuser())
        .sql(
            "insert into coditect_ops.export_requests (id, organization_id, user_id,"
                + " whole_organization, requested_at, due_at) select gen_random_uuid(), o.id, u.id,"
                + " u.id is null, now(), now() + interval '1 month' from"
                + " coditect_shared.organizations o left join coditect_shared.users u on u.email ="
                + " cast(? as text)")
        .params(java.util.Collections.singletonList(email))
        .update();
  }

  private static void check(Path shelf) throws IOException {
    try (Stream<Path> files = Files.list(shelf)) {
      List<Path> packages = new ArrayList<>(files.toList());
      for (Path each : packages) {
        ParcelCheck.Result result = ParcelCheck.check(each, Optional.empty());
        if (!result.sound()) {
          throw new IllegalStateException(result.problems().toString());
        }
        Files.delete(each);
      }
      if (packages.isEmpty()) {
        throw new IllegalStateException("no package");
      }
    }
  }
}
