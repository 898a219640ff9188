package ai.coditect.ops.bench;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Erasing a tenth of all people: the worker with both its ledgers, and raw SQL with a row each. */
final class ErasureContest {
  private final BenchServer server;
  private final Path folder;
  private final long people;

  ErasureContest(BenchServer server, Path folder, int users) {
    this.server = server;
    this.folder = folder;
    this.people = users / 10;
  }

  /** What becomes of the projects. */
  enum Work {
    DELETED("delete", "erase_bite_deleting"),
    PASSED_ON("pass-on", "erase_bite_passing_on");

    private final String setting;
    private final String raw;

    Work(String setting, String raw) {
      this.setting = setting;
      this.raw = raw;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  record Heat(Duration took, long people, String endState) {
    double perSecond() {
      return people / (took.toNanos() / 1e9);
    }

    @Override
    public String toString() {
      return "%.2f s".formatted(took.toNanos() / 1e9);
    }
  }

  Heat median(Work work, boolean worker, int repetitions) throws SQLException, IOException {
    List<Heat> heats = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      Database database = server.copy(BenchServer.Layout.PEOPLE);
      Duration took = worker ? purge(work, database) : raw(work, database);
      JdbcClient sql = JdbcClient.create(database.asSuperuser());
      Heat heat =
          new Heat(
              took,
              sql.sql("select count(*) from coditect_ops.erasures").query(Long.class).single(),
              sql.sql(BenchServer.file("describe_erasure")).query(String.class).single());
      System.out.printf(
          "  erasure, projects %s, %s: %.2f s, %,.0f people/s%n",
          work.word(), worker ? "worker" : "raw", took.toNanos() / 1e9, heat.perSecond());
      heats.add(heat);
    }
    heats.sort(Comparator.comparing(Heat::took));
    return heats.get(heats.size() / 2);
  }

  /** The worker's own run, through its one door; without its start. */
  Duration purge(Work work, Database database) throws IOException {
    Path ledger = Files.createTempDirectory(folder, "ledger");
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(ledger));
    variables.put("OPS_JOBS_DIR", jobs(work).toString());
    try (InProcessWorker worker = InProcessWorker.start(database, variables)) {
      long start = System.nanoTime();
      RunResult result =
          worker.run("gdpr-purge", UUID.randomUUID().toString(), server.asOf(), Map.of());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (result.outcome() != RunResult.Ending.DONE) {
        throw new IllegalStateException(result.toString());
      }
      return took;
    }
  }

  /** The packaged files, with limits that let a tenth of everybody go. */
  private Path jobs(Work work) throws IOException {
    Path jobs = Files.createTempDirectory(folder, "jobs");
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        String text = Files.readString(file);
        if (file.getFileName().toString().equals("gdpr-purge.yaml")) {
          text =
              text.replaceFirst("limits: \\{.*}", "limits: { most-rows: " + 10 * people + " }")
                  .replaceFirst("work-left-behind: .*", "work-left-behind: " + work.setting)
                  .replaceFirst("PRO: 90d", "PRO: 3mo");
        }
        Files.writeString(jobs.resolve(file.getFileName()), text);
      }
    }
    return jobs;
  }

  private Duration raw(Work work, Database database) throws SQLException {
    try (Connection connection = database.as(LocalPostgres.WORKER).getConnection();
        var settings = connection.createStatement();
        PreparedStatement bite = connection.prepareStatement(BenchServer.file(work.raw))) {
      settings.execute("set ops.run_id = '" + UUID.randomUUID() + "'");
      settings.execute("set ops.deletion = '" + UUID.randomUUID() + "'");
      String after = "-infinity";
      UUID id = new UUID(0, 0);
      long start = System.nanoTime();
      while (true) {
        bite.setString(1, after);
        bite.setObject(2, id);
        bite.setString(3, server.asOf().toString());
        bite.setObject(4, UUID.randomUUID());
        try (ResultSet last = bite.executeQuery()) {
          if (!last.next()) {
            return Duration.ofNanos(System.nanoTime() - start);
          }
          after = last.getString(1);
          id = last.getObject(2, UUID.class);
        }
      }
    }
  }
}
