package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.alert.Condition.AllOf;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads alert files strictly: every problem of every file at once. */
final class AlertFileReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern RUNBOOK = Pattern.compile("[a-z][a-z0-9-]*\\.md");
  private static final Pattern SENTENCE = Pattern.compile("(?s)\\S.{9,299}");

  /** The id is a label's value. */
  private static final int LONGEST_ID = 63;

  private final String place;
  private final MetricFiles figures;

  AlertFileReader(String place, MetricFiles figures) {
    this.place = place;
    this.figures = figures;
  }

  /** Every file of the directory, by name. */
  AlertFiles read(Map<String, byte[]> contents) {
    List<AlertRule> rules = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    new TreeMap<>(contents)
        .forEach(
            (name, bytes) -> {
              Findings findings = new Findings(place + "/" + name);
              if (!name.endsWith(".yaml")) {
                findings.add("Alert files end in .yaml.", "Rename or remove it.");
              } else {
                for (AlertRule rule : file(bytes, findings)) {
                  String other = owners.putIfAbsent(rule.id(), name);
                  if (other == null) {
                    rules.add(rule);
                  } else {
                    findings.add(
                        "The alert \"" + rule.id() + "\" is in " + other + " too.",
                        "Give one of them another name.");
                  }
                }
              }
              problems.addAll(findings.problems());
            });
    return new AlertFiles(rules, problems);
  }

  private List<AlertRule> file(byte[] bytes, Findings findings) {
    List<AlertRule> rules = new ArrayList<>();
    YamlFile.parse(bytes, findings)
        .ifPresent(
            top -> {
              Section section = new Section(top, "", findings);
              String owner =
                  section
                      .required("owner")
                      .flatMap(v -> v.matching(NAME, "a name in kebab-case", "platform"))
                      .orElse("");
              String runbook =
                  section
                      .required("runbook")
                      .flatMap(v -> v.matching(RUNBOOK, "a file of src/docs/runbooks", "events.md"))
                      .orElse("");
              section
                  .required("alerts")
                  .flatMap(Value::section)
                  .ifPresent(
                      alerts -> {
                        for (String id : alerts.keys()) {
                          alerts
                              .optional(id)
                              .flatMap(value -> rule(id, owner, runbook, value))
                              .ifPresent(rules::add);
                        }
                      });
              section.close();
            });
    return rules;
  }

  private Optional<AlertRule> rule(String id, String owner, String runbook, Value value) {
    if (!NAME.matcher(id).matches() || id.length() > LONGEST_ID) {
      return value.wrong(
          "\"" + id + "\" is no name of an alert.",
          "Write it in kebab-case, with at most " + LONGEST_ID + " characters.");
    }
    Optional<Section> found = value.section();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Section section = found.get();
    Optional<String> title = sentence(section, "title");
    Optional<String> notMeant = sentence(section, "does-not-mean");
    Optional<Severity> severity =
        section.required("severity").flatMap(v -> v.choice(Severity.class, true));
    Optional<Value> lasting = section.optional("lasting");
    Duration length =
        lasting.flatMap(Value::positiveDuration).filter(this::isWholeMinutes).orElse(Duration.ZERO);
    if (lasting.isPresent() && length.isZero()) {
      lasting.get().wrong("The length is not one of whole minutes.", "Write it as 5m.");
    }
    Optional<Condition> condition = condition(section);
    section.close();
    return title.isEmpty() || notMeant.isEmpty() || severity.isEmpty()
        ? Optional.empty()
        : condition.map(
            each ->
                new AlertRule(
                    id,
                    owner,
                    severity.get(),
                    title.get(),
                    notMeant.get(),
                    each,
                    length,
                    runbook + "#" + id));
  }

  /** Cloud Monitoring takes whole minutes only. */
  private boolean isWholeMinutes(Duration length) {
    return length.toSecondsPart() == 0;
  }

  private static Optional<String> sentence(Section section, String key) {
    return section
        .required(key)
        .flatMap(
            v ->
                v.matching(
                    SENTENCE, "a sentence of 10 to 300 characters", "\"Nobody takes events.\""));
  }

  private Optional<Condition> condition(Section section) {
    ClauseReader clauses = new ClauseReader(figures);
    Optional<Value> when = section.optional("when");
    Optional<Value> absent = section.optional("absent");
    Optional<Value> log = section.optional("log");
    if ((when.isPresent() ? 1 : 0) + (absent.isPresent() ? 1 : 0) + (log.isPresent() ? 1 : 0)
        != 1) {
      section.report(
          "An alert has one condition, and this one has none or several.",
          "Write one of \"when\", \"absent\" and \"log\".");
      return Optional.empty();
    }
    if (absent.isPresent()) {
      return absent.flatMap(Value::section).flatMap(clauses::absence).map(each -> each);
    }
    if (log.isPresent()) {
      return log.flatMap(Value::section).flatMap(LogClause::read).map(each -> each);
    }
    if (when.get().node() instanceof org.snakeyaml.engine.v2.nodes.SequenceNode) {
      List<Value> items = when.get().list().orElse(List.of());
      List<Condition.Threshold> all =
          items.stream()
              .map(item -> item.section().flatMap(clauses::threshold))
              .flatMap(Optional::stream)
              .toList();
      return all.size() == items.size() && all.size() > 1
          ? Optional.of(new AllOf(all))
          : all.size() == items.size()
              ? when.get().wrong("A list holds several clauses.", "Write one without the list.")
              : Optional.empty();
    }
    return when.flatMap(Value::section).flatMap(clauses::threshold).map(each -> each);
  }
}
