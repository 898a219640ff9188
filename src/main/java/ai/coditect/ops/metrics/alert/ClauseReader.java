package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.alert.Condition.Absence;
import ai.coditect.ops.metrics.alert.Condition.Sense;
import ai.coditect.ops.metrics.alert.Condition.Threshold;
import ai.coditect.ops.metrics.alert.SeriesSelector.Resource;
import ai.coditect.ops.metrics.file.LabelDomain;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a condition says about figures, held against the metric files. */
final class ClauseReader {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
  private static final String SECONDS = "s";

  private final MetricFiles figures;

  ClauseReader(MetricFiles figures) {
    this.figures = figures;
  }

  Optional<Threshold> threshold(Section section) {
    Optional<Value> named = section.required("figure");
    Optional<MetricFigure> figure = named.flatMap(this::figure);
    Optional<SeriesSelector> series = series(section, figure);
    List<Threshold> found = new ArrayList<>();
    int written = 0;
    for (Sense sense : Sense.values()) {
      String key = sense.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      Optional<Value> value = section.optional(key);
      written += value.isPresent() ? 1 : 0;
      Optional<Double> amount = figure.flatMap(each -> value.flatMap(v -> amount(each, v)));
      if (amount.isPresent() && series.isPresent()) {
        found.add(new Threshold(series.get(), sense, amount.get()));
      }
    }
    section.close();
    if (written != 1) {
      section.report(
          "A clause compares with one value, and this one with none or several.",
          "Write one of \"above\", \"at-least\" and \"below\".");
      return Optional.empty();
    }
    return found.stream().findFirst();
  }

  Optional<Absence> absence(Section section) {
    Optional<MetricFigure> figure = section.required("figure").flatMap(this::figure);
    Optional<SeriesSelector> series = series(section, figure);
    Optional<Value> written = section.optional("while");
    Optional<SeriesSelector> whileThere =
        written.flatMap(this::figure).map(each -> selector(each, new TreeMap<>()));
    section.close();
    return written.isPresent() && whileThere.isEmpty()
        ? Optional.empty()
        : series.map(each -> new Absence(each, whileThere));
  }

  private Optional<MetricFigure> figure(Value value) {
    Optional<String> name = value.text();
    Optional<MetricFigure> found = name.flatMap(figures::figure);
    if (name.isPresent() && found.isEmpty()) {
      return value.wrong(
          "No metric file has the figure \"" + name.get() + "\".",
          DidYouMean.cure(name.get(), figures.figures().map(MetricFigure::name).toList()));
    }
    if (found.filter(each -> each.kind() == MetricFigure.Kind.COUNTER).isPresent()) {
      return value.wrong(
          "The figure is a counter: what it came to since it began is never too much.",
          "Name a gauge, for example one that counts the last day.");
    }
    return found;
  }

  private Optional<SeriesSelector> series(Section section, Optional<MetricFigure> figure) {
    SortedMap<String, String> labels = new TreeMap<>();
    Optional<Section> written = section.optional("labels").flatMap(Value::section);
    if (figure.isEmpty()) {
      return Optional.empty();
    }
    boolean right = true;
    if (written.isPresent()) {
      for (String name : written.get().keys()) {
        Optional<String> fit =
            written.get().optional(name).flatMap(v -> label(figure.get(), name, v));
        right &= fit.isPresent();
        fit.ifPresent(value -> labels.put(name, value));
      }
    }
    return right ? Optional.of(selector(figure.get(), labels)) : Optional.empty();
  }

  private static Optional<String> label(MetricFigure figure, String name, Value value) {
    LabelDomain domain = figure.labels().get(name);
    if (domain == null) {
      return value.wrong(
          "The figure " + figure.name() + " has no label \"" + name + "\".",
          DidYouMean.cure(name, figure.labels().keySet()));
    }
    Optional<String> said = value.plain();
    Optional<String> fit = said.flatMap(domain::fit);
    return fit.isPresent() || said.isEmpty()
        ? fit
        : value.wrong(
            "The label \"" + name + "\" never says \"" + said.get() + "\".",
            domain instanceof LabelDomain.Words words
                ? DidYouMean.cure(said.get(), words.words())
                : "Write one of its values.");
  }

  private Optional<Double> amount(MetricFigure figure, Value value) {
    Optional<String> text = value.plain();
    if (text.filter(each -> NUMBER.matcher(each).matches()).isPresent()) {
      return text.map(Double::valueOf);
    }
    return figure.unit().equals(SECONDS)
        ? value.positiveDuration().map(length -> (double) length.toSeconds())
        : value.wrong(
            "Expected a number in the unit of " + figure.name() + ", " + figure.unit() + ".",
            "Write digits only.");
  }

  private SeriesSelector selector(MetricFigure figure, SortedMap<String, String> labels) {
    return new SeriesSelector(figure.name(), Resource.of(figures, figure.name()), labels);
  }
}
