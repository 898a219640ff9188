package ai.coditect.ops.metrics.file;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One figure of a metric file.
 *
 * @param name in snake_case; the metric's name below the worker's prefix
 * @param unit as UCUM writes it: s, By, 1, %, d or {thing}
 * @param labels by name
 * @param top of a figure by id, how many of the largest are told apart; 0 where no label is an id
 */
public record MetricFigure(
    String name,
    String description,
    String unit,
    Kind kind,
    ValueType type,
    SortedMap<String, LabelDomain> labels,
    WhenMissing missing,
    int top) {

  public MetricFigure {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What a value is. */
  public enum Kind {
    /** How much there is now. */
    GAUGE,
    /** How much came since an instant that the answer says; it only grows. */
    COUNTER
  }

  /** How a value is written. */
  public enum ValueType {
    INT64,
    DOUBLE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What it means that an answer has no row for a label set, or none at all. */
  public enum WhenMissing {
    /** The value is zero. */
    ZERO,
    /** There is nothing to tell. */
    ABSENT,
    /** The statement is wrong. */
    FAULT
  }

  /** Whether a label of it is an id. */
  public boolean isById() {
    return labels.values().stream().anyMatch(domain -> domain instanceof LabelDomain.Ids);
  }

  /** Every label set of a figure whose labels are all closed word lists. */
  public List<SortedMap<String, String>> combinations() {
    List<SortedMap<String, String>> sets = List.of(new TreeMap<>());
    for (Map.Entry<String, LabelDomain> label : labels.entrySet()) {
      if (!(label.getValue() instanceof LabelDomain.Words words)) {
        return List.of();
      }
      sets =
          sets.stream()
              .flatMap(
                  set ->
                      words.words().stream()
                          .map(
                              word -> {
                                SortedMap<String, String> more = new TreeMap<>(set);
                                more.put(label.getKey(), word);
                                return more;
                              }))
              .toList();
    }
    return sets;
  }
}
