package ai.coditect.ops.metrics.file;

import ai.coditect.ops.metrics.file.MetricFigure.Kind;
import ai.coditect.ops.metrics.file.MetricFigure.ValueType;
import ai.coditect.ops.metrics.file.MetricFigure.WhenMissing;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What a metric file says about one figure. */
final class FigureSection {
  private static final Pattern SENTENCE = Pattern.compile("(?s)\\S.{9,299}");
  private static final Pattern UNIT = Pattern.compile("1|%|s|d|By|\\{[a-z][a-z_]{0,30}}|By/s|1/s");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,62}");

  /** Columns of an answer that are no labels. */
  private static final Set<String> TAKEN = Set.of("figure", "value", "since");

  private static final int MOST_SETS = 500;
  private static final int MOST_LABELS = 5;

  private FigureSection() {}

  static Optional<MetricFigure> read(String name, Section section) {
    Optional<String> description =
        section
            .required("description")
            .flatMap(
                v ->
                    v.matching(
                        SENTENCE, "a sentence of 10 to 300 characters", "\"Licenses by plan.\""));
    Optional<String> unit =
        section
            .required("unit")
            .flatMap(
                v -> v.matching(UNIT, "a unit", "1, \"%\", s, d, By, or a thing as \"{license}\""));
    Optional<Kind> kind = section.required("kind").flatMap(v -> v.choice(Kind.class, true));
    Optional<ValueType> type =
        section.required("type").flatMap(v -> v.choice(ValueType.class, true));
    Optional<Value> written = section.optional("labels");
    SortedMap<String, LabelDomain> labels =
        written.flatMap(Value::section).map(FigureSection::labels).orElseGet(TreeMap::new);
    Optional<Value> missing = section.optional("missing");
    Optional<WhenMissing> whenMissing =
        missing.isPresent()
            ? missing.flatMap(v -> v.choice(WhenMissing.class, true))
            : Optional.of(WhenMissing.FAULT);
    Optional<Value> top = section.optional("top");
    int most = top.flatMap(v -> v.integer(1, 100)).map(Long::intValue).orElse(0);
    section.close();
    if (description.isEmpty()
        || unit.isEmpty()
        || kind.isEmpty()
        || type.isEmpty()
        || whenMissing.isEmpty()) {
      return Optional.empty();
    }
    MetricFigure figure =
        new MetricFigure(
            name,
            description.get(),
            unit.get(),
            kind.get(),
            type.get(),
            labels,
            whenMissing.get(),
            most);
    return bounded(figure, section, top) ? Optional.of(figure) : Optional.empty();
  }

  /** So many series a figure, and no more. */
  private static boolean bounded(MetricFigure figure, Section section, Optional<Value> top) {
    if (figure.isById() == top.isEmpty()) {
      section.report(
          figure.isById()
              ? "A label is an id, and nothing says how many are told apart."
              : "No label is an id, and \"top\" is for those.",
          figure.isById() ? "Add \"top: 20\"; the rest is told as one." : "Remove \"top\".");
      return false;
    }
    if (figure.isById() && figure.kind() == Kind.COUNTER) {
      section.report(
          "A counter cannot have an id as a label: the rest that is told as one would shrink.",
          "Make it a gauge.");
      return false;
    }
    if (figure.missing() == WhenMissing.ZERO && figure.kind() == Kind.COUNTER) {
      section.report(
          "A counter that is missing is not zero: nobody knows since when.",
          "Let the statement answer every row, and remove \"missing\".");
      return false;
    }
    boolean countable = !figure.combinations().isEmpty();
    if (figure.missing() == WhenMissing.ZERO && !countable) {
      section.report(
          "Not every label is a list of words, so nobody knows what is missing.",
          "Write \"missing: absent\".");
      return false;
    }
    if (figure.combinations().size() > MOST_SETS) {
      section.report(
          "The labels make " + figure.combinations().size() + " series.",
          "Leave words or a label out; " + MOST_SETS + " series a figure are the most.");
      return false;
    }
    return true;
  }

  private static SortedMap<String, LabelDomain> labels(Section section) {
    SortedMap<String, LabelDomain> labels = new TreeMap<>();
    if (section.keys().size() > MOST_LABELS) {
      section.report("More than " + MOST_LABELS + " labels.", "Leave some out.");
      return labels;
    }
    for (String name : section.keys()) {
      section.optional(name).flatMap(v -> domain(name, v)).ifPresent(d -> labels.put(name, d));
    }
    return labels;
  }

  private static Optional<LabelDomain> domain(String name, Value value) {
    boolean ofTheWorker = name.equals("figure");
    if (!MetricFileReader.FIGURE.matcher(name).matches()
        || TAKEN.contains(name) && !ofTheWorker
        || name.length() > 40) {
      return value.wrong(
          "\"" + name + "\" cannot be a label.",
          "Name it in snake_case, and neither value nor since.");
    }
    if (value.node() instanceof ScalarNode) {
      return value.text().flatMap(kind -> named(kind, ofTheWorker, value));
    }
    if (ofTheWorker) {
      return value.wrong("This label names figures.", "Write figure.");
    }
    List<String> words = new ArrayList<>();
    for (Value item : value.list().orElse(List.of())) {
      Optional<String> word =
          item.plain()
              .filter(
                  text ->
                      WORD.matcher(text).matches()
                          || item.wrong("It is no word.", "Write letters, digits, - and _ only.")
                              .isPresent());
      if (word.isEmpty()) {
        return Optional.empty();
      }
      words.add(word.get());
    }
    if (words.isEmpty() || new HashSet<>(words).size() < words.size()) {
      return value.wrong("The list is empty or says a word twice.", "Write each word once.");
    }
    return Optional.of(new LabelDomain.Words(words));
  }

  private static Optional<LabelDomain> named(String kind, boolean ofTheWorker, Value value) {
    return switch (kind) {
      case "id" -> Optional.of(new LabelDomain.Ids());
      case "job" -> Optional.of(new LabelDomain.Jobs());
      case "figure" ->
          ofTheWorker
              ? Optional.of(new LabelDomain.Figures())
              : value.wrong("Only the label \"figure\" names figures.", "Write a list of words.");
      default ->
          value.wrong(
              "A label says an id, a job, or one of a list of words: never free text.",
              "Write id, job, or a list as [ FREE, PRO ].");
    };
  }
}
