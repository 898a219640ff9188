package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueryFilesIT {
  private final DataSource worker = LocalPostgres.shared().migrated().as(LocalPostgres.WORKER);

  @Test
  void every_query_is_valid_for_the_worker_and_named_by_a_class() throws Exception {
    assertThat(
            new QueryFiles(
                    Path.of("sql/queries"), Path.of("src/main"), Path.of("jobs/metrics"), worker)
                .complaints())
        .isEmpty();
  }

  @Test
  void each_rule_bites(@TempDir Path folder) throws Exception {
    write(
        folder,
        "room/good",
        "-- Runs of a job.\nselect id from coditect_ops.runs where job = :job");
    write(folder, "room/unnamed", "-- Nobody asks.\nselect 1");
    write(folder, "room/silent", "select id from coditect_ops.runs");
    write(
        folder,
        "room/misspelt",
        "-- Asks for what is not there.\nselect idd from coditect_ops.runs");
    write(folder, "room/untyped", "-- Compares apples.\nselect 1 where now() = 5");
    write(
        folder, "room/forbidden", "-- Reads versions.\nselect xmax from coditect_shared.licenses");
    write(
        folder,
        "room/overreach",
        "-- Hides a write.\nwith gone as (update coditect_shared.licenses set expires_at = null returning id)"
            + " select count(*) from gone");
    Path sources = folder.resolve("src");
    Files.createDirectories(sources);
    Files.writeString(
        sources.resolve("Store.java"),
        List.of("good", "silent", "misspelt", "untyped", "forbidden", "overreach", "lost").stream()
            .map(name -> "Sql.file(\n    \"room/" + name + "\");")
            .reduce("", String::concat));

    Path figures = Files.createDirectories(folder.resolve("figures"));
    Files.writeString(
        figures.resolve("one.yaml"), "capability: room\nquery: asked.sql\nevery: 5m\n");

    assertThat(new QueryFiles(folder, sources, figures, worker).complaints())
        .containsExactly(
            "room/forbidden: ERROR: permission denied for table licenses",
            "room/misspelt: ERROR: column \"idd\" does not exist",
            "room/overreach: ERROR: permission denied for table licenses",
            "room/silent: the first line does not say what it answers",
            "room/unnamed: no class names it",
            "room/untyped: ERROR: operator does not exist: timestamp with time zone = integer",
            "metrics/asked: a class names it and there is no such file",
            "room/lost: a class names it and there is no such file");
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name + ".sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
