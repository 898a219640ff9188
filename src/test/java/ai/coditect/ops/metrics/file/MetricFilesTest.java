package ai.coditect.ops.metrics.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.metrics.figure.FigureResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricFilesTest {
  private static final String WELL =
      "capability: license\nquery: ask.sql\nevery: 5m\ntimeout: 2s\nfigures:\n  things:\n"
          + "    description: Things by plan.\n    unit: \"{thing}\"\n    kind: gauge\n"
          + "    type: int64\n";

  @Test
  void the_shipped_files_are_sound_and_ask_every_shipped_statement() throws IOException {
    MetricFiles shipped = MetricFileStore.read(Optional.empty());
    assertThat(shipped.problems()).isEmpty();
    assertThat(shipped.figures().map(MetricFigure::name))
        .hasSizeGreaterThan(40)
        .doesNotHaveDuplicates();
    List<String> asked =
        shipped.files().stream()
            .flatMap(file -> file.query().stream())
            .map(MetricFile.Query::file)
            .toList();
    try (Stream<Path> statements = Files.list(Path.of("sql/queries/metrics"))) {
      List<String> packaged = statements.map(file -> file.getFileName().toString()).toList();
      assertThat(packaged).containsAll(asked);
    }
  }

  @Test
  void every_figure_of_every_meter_is_described() {
    MetricFiles shipped = MetricFileStore.read(Optional.empty());
    for (WorkerMeter meter : WorkerMeter.values()) {
      assertThat(
              shipped.files().stream()
                  .filter(file -> file.isOf(meter))
                  .flatMap(file -> file.figures().stream())
                  .map(MetricFigure::name))
          .containsExactlyInAnyOrderElementsOf(meter.figures());
    }
  }

  @Test
  void the_shipped_file_knows_every_word_that_a_collection_can_end_with() {
    MetricFigure result =
        MetricFileStore.read(Optional.empty()).figure("collection_result").orElseThrow();
    assertThat(result.labels().get("result"))
        .isEqualTo(new LabelDomain.Words(FigureResult.labels()));
  }

  @Test
  void a_broken_file_is_told_with_its_cure_and_the_others_are_there() {
    MetricFiles read =
        read(
            Map.of(
                "good.yaml",
                WELL,
                "misspelt.yaml",
                WELL.replace("things", "misspelt").replace("kind", "knid"),
                "same.yaml",
                WELL,
                "lost.yaml",
                WELL.replace("things", "lost").replace("ask", "aks"),
                "both.yaml",
                WELL.replace("things", "both").replace("query", "meter: jobs\nquery"),
                "stranger.yaml",
                "capability: c\nmeter: jobs\nfigures:\n  job_overdeu: { description: Something"
                    + " late., unit: \"1\", kind: gauge, type: int64, labels: { job: job } }\n",
                "people.yaml",
                WELL.replace("things", "people") + "    labels: { who: text }\n",
                "Seven.yml",
                WELL));
    assertThat(read.files()).extracting(MetricFile::name).containsExactly("good");
    assertThat(read.problems())
        .extracting(problem -> problem.where() + " | " + problem.what() + " | " + problem.cure())
        .containsExactly(
            "metrics/Seven.yml | Metric files are named in kebab-case and end in .yaml, their"
                + " statements in .sql. | Rename it to something as license-terms.yaml, or move it"
                + " elsewhere.",
            "metrics/both.yaml, line 1, column 1 | Either a statement or the worker itself answers."
                + " | Write \"query:\" with the name of an SQL file, or \"meter:\" with jobs,"
                + " process or collection.",
            "metrics/lost.yaml, line 2, column 8, query | There is no file \"aks.sql\" beside it. |"
                + " Did you mean \"ask.sql\"?",
            "metrics/misspelt.yaml, line 9, column 5, figures.misspelt.knid | Unknown key \"knid\"."
                + " | Did you mean \"kind\"?",
            "metrics/people.yaml, line 11, column 20, figures.people.labels.who | A label says an"
                + " id, a job, or one of a list of words: never free text. | Write id, job, or a"
                + " list as [ FREE, PRO ].",
            "metrics/same.yaml, line 7, column 5, figures.things | The figure \"things\" is also in"
                + " good.yaml. | Rename one of the two.",
            "metrics/stranger.yaml, line 4, column 16, figures.job_overdeu | This meter has no"
                + " figure \"job_overdeu\". | Did you mean \"job_overdue\"?");
  }

  @Test
  void a_statement_that_nobody_asks_is_told() {
    assertThat(
            read(Map.of("good.yaml", WELL, "ask.sql", "select 1", "idle.sql", "select 2"))
                .problems())
        .extracting(problem -> problem.where() + " | " + problem.what())
        .containsExactly("metrics/idle.sql | No metric file asks this statement.");
  }

  @Test
  void a_directory_of_ones_own_replaces_the_files_and_may_ask_the_packaged_statements(
      @TempDir Path jobs) throws IOException {
    assertThat(MetricFileStore.read(Optional.of(jobs)).files()).hasSizeGreaterThan(10);
    Path own = Files.createDirectory(jobs.resolve("metrics"));
    Files.writeString(own.resolve("mine.yaml"), WELL.replace("ask.sql", "count_events.sql"));
    Files.writeString(own.resolve("yours.yaml"), WELL.replace("things", "more"));
    Files.writeString(own.resolve("ask.sql"), "-- Mine.\nselect 7 as value;\n");
    MetricFiles read = MetricFileStore.read(Optional.of(jobs));
    assertThat(read.problems()).isEmpty();
    assertThat(read.files())
        .extracting(file -> file.name() + " " + file.query().orElseThrow().statement().length())
        .hasSize(2)
        .contains("yours " + "select 7 as value".length());
  }

  @Test
  void no_label_takes_an_address_whatever_it_is_a_list_of() {
    for (LabelDomain domain :
        List.of(
            new LabelDomain.Ids(),
            new LabelDomain.Jobs(),
            new LabelDomain.Figures(),
            new LabelDomain.Words(List.of("FREE", "PRO")))) {
      assertThat(domain.fit("jane.roe@example.com")).isEmpty();
      assertThat(domain.fit("Jane Roe")).isEmpty();
      assertThat(domain.fit("")).isEmpty();
    }
    assertThat(new LabelDomain.Ids().fit("2A2B1E58-0000-4000-8000-0123456789AB"))
        .contains("2a2b1e58-0000-4000-8000-0123456789ab");
    assertThat(new LabelDomain.Jobs().fit("backup-verification/point-in-time")).isPresent();
  }

  private static MetricFiles read(Map<String, String> files) {
    return MetricFileReader.read(
        "metrics",
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> each.getValue().getBytes(StandardCharsets.UTF_8),
                    (one, other) -> one,
                    TreeMap::new)),
        Map.of("ask.sql", "select 1".getBytes(StandardCharsets.UTF_8)));
  }
}
