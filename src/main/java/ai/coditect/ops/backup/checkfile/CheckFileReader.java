package ai.coditect.ops.backup.checkfile;

import ai.coditect.ops.job.file.QueryText;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads check files strictly: every problem of every file at once. */
final class CheckFileReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern SENTENCE = Pattern.compile("(?s).{10,}");
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final List<String> COMPARISONS =
      List.of("equal", "not-less", "within", "at-most-so-old");

  private final String place;
  private final SortedMap<String, byte[]> contents;
  private final Set<String> used = new HashSet<>();

  private CheckFileReader(String place, SortedMap<String, byte[]> contents) {
    this.place = place;
    this.contents = contents;
  }

  /**
   * @param contents every file of the directory, by name
   * @throws ProblemsException with every problem of every file
   */
  static List<CheckFile> read(String place, Map<String, byte[]> contents) {
    return new CheckFileReader(place, new TreeMap<>(contents)).read();
  }

  private List<CheckFile> read() {
    List<Problem> problems = new ArrayList<>();
    List<CheckFile> files = new ArrayList<>();
    contents.forEach(
        (name, bytes) -> {
          if (name.endsWith(".sql")) {
            return;
          }
          Findings findings = new Findings(place + "/" + name);
          String check = name.substring(0, Math.max(0, name.lastIndexOf('.')));
          if (!name.endsWith(".yaml") || !NAME.matcher(check).matches()) {
            findings.add(
                "Check files are named in kebab-case and end in .yaml, their statements in .sql.",
                "Rename it to something as licenses-in-force.yaml, or move it elsewhere.");
          } else {
            YamlFile.parse(bytes, findings)
                .flatMap(top -> file(check, new Section(top, "", findings), findings))
                .ifPresent(files::add);
          }
          problems.addAll(findings.problems());
        });
    for (String name : contents.keySet()) {
      if (name.endsWith(".sql") && !used.contains(name) && problems.isEmpty()) {
        problems.add(
            new Problem(
                "No check file asks this statement.",
                place + "/" + name,
                "Name it as the statement of a check file, or remove it."));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return files;
  }

  private Optional<CheckFile> file(String name, Section section, Findings findings) {
    Optional<String> proves = sentence(section, "proves");
    Optional<String> doesNotProve = sentence(section, "does-not-prove");
    Optional<String> statement = section.required("statement").flatMap(this::statement);
    Optional<Comparison> comparison =
        section.required("comparison").flatMap(CheckFileReader::comparison);
    Optional<Duration> timeout = section.required("timeout").flatMap(CheckFileReader::timeout);
    section.close();
    if (proves.isEmpty()
        || doesNotProve.isEmpty()
        || statement.isEmpty()
        || comparison.isEmpty()
        || timeout.isEmpty()
        || !findings.problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CheckFile(
            name,
            proves.get(),
            doesNotProve.get(),
            statement.get(),
            comparison.get(),
            timeout.get()));
  }

  private static Optional<String> sentence(Section section, String key) {
    return section
        .required(key)
        .flatMap(v -> v.matching(SENTENCE, "a sentence", "\"Every license is still there.\""));
  }

  private static Optional<Duration> timeout(Value value) {
    return value
        .positiveDuration()
        .filter(
            length ->
                length.compareTo(LONGEST) <= 0
                    || value
                        .wrong("The timeout is longer than 5m.", "Write it as 10s.")
                        .isPresent());
  }

  private Optional<String> statement(Value value) {
    return QueryText.name(value)
        .flatMap(
            file -> {
              used.add(file);
              return QueryText.of(file, value, contents);
            });
  }

  private static Optional<Comparison> comparison(Value value) {
    if (value.node() instanceof org.snakeyaml.engine.v2.nodes.ScalarNode) {
      return value.text().flatMap(word -> plain(word, value));
    }
    Optional<Section> section = value.section();
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Optional<Value> within = section.get().optional("within");
    Optional<Value> old = section.get().optional("at-most-so-old");
    section.get().close();
    if (within.isPresent() == old.isPresent()) {
      return value.wrong(
          "A comparison is one thing.",
          "Write equal, not-less, { within: { amount: 10, percent: 5 } } or { at-most-so-old: 2h }.");
    }
    return within.isPresent()
        ? within.flatMap(Value::section).flatMap(CheckFileReader::within)
        : old.flatMap(Value::positiveDuration).map(Comparison.AtMostSoOld::new);
  }

  private static Optional<Comparison> plain(String word, Value value) {
    return switch (word) {
      case "equal" -> Optional.of(new Comparison.Equal());
      case "not-less" -> Optional.of(new Comparison.NotLess());
      case "within" ->
          value.wrong("How much may it differ?", "Write { within: { amount: 10, percent: 5 } }.");
      case "at-most-so-old" -> value.wrong("How old may it be?", "Write { at-most-so-old: 2h }.");
      default ->
          value.wrong("Unknown comparison \"" + word + "\".", DidYouMean.cure(word, COMPARISONS));
    };
  }

  private static Optional<Comparison> within(Section section) {
    Optional<Long> amount =
        section.optional("amount").flatMap(v -> v.integer(0, 1_000_000_000_000L));
    Optional<Double> percent = section.optional("percent").flatMap(v -> v.decimal(0, 100));
    boolean none = section.keys().isEmpty();
    section.close();
    if (none) {
      section.report("The tolerance is empty.", "Set amount, percent or both.");
      return Optional.empty();
    }
    return Optional.of(
        new Comparison.Within(
            BigDecimal.valueOf(amount.orElse(0L)), BigDecimal.valueOf(percent.orElse(0.0))));
  }
}
