package ai.coditect.ops.metrics.file;

import ai.coditect.ops.job.file.QueryText;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads metric files strictly: every problem of every file at once, and the files that have none.
 */
final class MetricFileReader {
  static final Pattern FIGURE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MOST_OFTEN = Duration.ofMinutes(1);
  private static final Duration LEAST_OFTEN = Duration.ofHours(24);
  private static final List<String> MEMBERSHIPS = List.of("pg_read_all_stats");

  private final String place;
  private final Map<String, byte[]> contents;
  private final Map<String, byte[]> statements;
  private final Set<String> used = new HashSet<>();
  private final Map<String, String> owners = new HashMap<>();

  private MetricFileReader(
      String place, Map<String, byte[]> contents, Map<String, byte[]> packagedStatements) {
    this.place = place;
    this.contents = new TreeMap<>(contents);
    this.statements = new TreeMap<>(packagedStatements);
    contents.forEach(
        (name, bytes) -> {
          if (name.endsWith(".sql")) {
            statements.put(name, bytes);
          }
        });
  }

  /**
   * @param contents every file of the directory, by name
   * @param packagedStatements SQL files that may be named too
   */
  static MetricFiles read(
      String place, Map<String, byte[]> contents, Map<String, byte[]> packagedStatements) {
    return new MetricFileReader(place, contents, packagedStatements).read();
  }

  private MetricFiles read() {
    List<Problem> problems = new ArrayList<>();
    List<MetricFile> files = new ArrayList<>();
    contents.forEach(
        (fileName, bytes) -> {
          if (fileName.endsWith(".sql")) {
            return;
          }
          Findings findings = new Findings(place + "/" + fileName);
          String name = fileName.substring(0, Math.max(0, fileName.lastIndexOf('.')));
          if (!fileName.endsWith(".yaml") || !NAME.matcher(name).matches()) {
            findings.add(
                "Metric files are named in kebab-case and end in .yaml, their statements in .sql.",
                "Rename it to something as license-terms.yaml, or move it elsewhere.");
          } else {
            YamlFile.parse(bytes, findings)
                .flatMap(top -> file(name, new Section(top, "", findings), findings))
                .ifPresent(files::add);
          }
          problems.addAll(findings.problems());
        });
    for (String fileName : contents.keySet()) {
      if (fileName.endsWith(".sql") && !used.contains(fileName) && problems.isEmpty()) {
        problems.add(
            new Problem(
                "No metric file asks this statement.",
                place + "/" + fileName,
                "Name it as the query of a metric file, or remove it."));
      }
    }
    return new MetricFiles(files, problems);
  }

  private Optional<MetricFile> file(String name, Section section, Findings findings) {
    Optional<String> capability =
        section
            .required("capability")
            .flatMap(v -> v.matching(NAME, "a name in kebab-case", "license"));
    Optional<Value> query = section.optional("query");
    Optional<Value> meter = section.optional("meter");
    Optional<MetricFile.Source> source;
    if (query.isPresent() == meter.isPresent()) {
      section.report(
          "Either a statement or the worker itself answers.",
          "Write \"query:\" with the name of an SQL file, or \"meter:\" with jobs, process or"
              + " collection.");
      source = Optional.empty();
      List.of("settings-of", "needs", "every", "timeout").forEach(section::optional);
    } else if (query.isPresent()) {
      source = asked(query.get(), section);
    } else {
      source = meter.flatMap(v -> v.choice(WorkerMeter.class, true)).map(MetricFile.Own::new);
    }
    Optional<Section> written = section.required("figures").flatMap(Value::section);
    section.close();
    List<MetricFigure> figures = new ArrayList<>();
    written.ifPresent(
        each -> {
          if (each.keys().isEmpty()) {
            each.report("There is no figure.", "Write one, or remove the file.");
          }
          for (String figure : each.keys()) {
            each.optional(figure)
                .flatMap(value -> figure(name, figure, value, source))
                .ifPresent(figures::add);
          }
        });
    if (capability.isEmpty() || source.isEmpty() || !findings.problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new MetricFile(name, capability.get(), source.get(), figures));
  }

  private Optional<MetricFile.Source> asked(Value query, Section section) {
    Optional<String> file = QueryText.name(query);
    file.ifPresent(used::add);
    Optional<String> statement = file.flatMap(each -> QueryText.of(each, query, statements));
    Optional<String> settingsOf =
        section
            .optional("settings-of")
            .flatMap(v -> v.matching(NAME, "the name of a job", "license-expiry"));
    Optional<String> needs = section.optional("needs").flatMap(MetricFileReader::membership);
    Optional<Duration> every =
        section
            .required("every")
            .flatMap(v -> within(v, MOST_OFTEN, LEAST_OFTEN, "from 1m to 24h", "5m"));
    Optional<Duration> timeout =
        section
            .required("timeout")
            .flatMap(v -> within(v, Duration.ZERO, LONGEST_TIMEOUT, "at most 5s", "2s"));
    return statement.isEmpty() || every.isEmpty() || timeout.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MetricFile.Query(
                file.orElseThrow(),
                statement.get(),
                settingsOf,
                needs,
                every.get(),
                timeout.get()));
  }

  private static Optional<String> membership(Value value) {
    return value
        .text()
        .filter(
            role ->
                MEMBERSHIPS.contains(role)
                    || value
                        .wrong(
                            "No figure may need the membership \"" + role + "\".",
                            DidYouMean.cure(role, MEMBERSHIPS))
                        .isPresent());
  }

  private static Optional<Duration> within(
      Value value, Duration least, Duration most, String bounds, String example) {
    return value
        .positiveDuration()
        .filter(
            length ->
                length.compareTo(least) >= 0 && length.compareTo(most) <= 0
                    || value
                        .wrong("It is not " + bounds + ".", "Write it as " + example + ".")
                        .isPresent());
  }

  private Optional<MetricFigure> figure(
      String file, String name, Value value, Optional<MetricFile.Source> source) {
    if (!FIGURE.matcher(name).matches() || name.length() > 80) {
      return value.wrong(
          "A figure is named in snake_case, in at most 80 characters.",
          "Rename it to something as licenses_expiring.");
    }
    String owner = owners.putIfAbsent(name, file);
    if (owner != null) {
      return value.wrong(
          "The figure \"" + name + "\" is also in " + owner + ".yaml.", "Rename one of the two.");
    }
    Optional<MetricFigure> figure = value.section().flatMap(each -> FigureSection.read(name, each));
    if (source.orElse(null) instanceof MetricFile.Own own && figure.isPresent()) {
      return fits(own.meter(), figure.get(), value);
    }
    if (figure.filter(each -> each.labels().containsKey("figure")).isPresent()) {
      return value.wrong(
          "\"figure\" cannot be a label here: it is a column of the answer.", "Rename it.");
    }
    return figure;
  }

  private static Optional<MetricFigure> fits(WorkerMeter meter, MetricFigure figure, Value value) {
    if (!meter.figures().contains(figure.name())) {
      return value.wrong(
          "This meter has no figure \"" + figure.name() + "\".",
          DidYouMean.cure(figure.name(), meter.figures()));
    }
    Set<String> labels = meter.labels(figure.name());
    return figure.labels().keySet().equals(labels)
        ? Optional.of(figure)
        : value.wrong(
            "This figure of the worker has other labels.",
            labels.isEmpty()
                ? "Remove them."
                : "Write these, and no others: " + String.join(", ", labels) + ".");
  }
}
