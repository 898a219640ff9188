package ai.coditect.ops.metrics.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** When a rule speaks. */
public sealed interface Condition {

  /** The series that it reads. */
  List<SeriesSelector> series();

  /** A query that answers while something is wrong. */
  sealed interface PromQlCondition extends Condition {
    String promQl();
  }

  /** On which side of the threshold it is wrong. */
  enum Sense {
    ABOVE(">"),
    AT_LEAST(">="),
    BELOW("<");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }
  }

  /** A figure on the wrong side of a threshold. */
  record Threshold(SeriesSelector of, Sense sense, double threshold) implements PromQlCondition {
    @Override
    public List<SeriesSelector> series() {
      return List.of(of);
    }

    @Override
    public String promQl() {
      return of.promQl() + comparison();
    }

    private String comparison() {
      return " " + sense.sign + " " + number(threshold);
    }

    /** Without labels, so that several can be held together. */
    private String without() {
      return "(max(" + of.promQl() + ")" + comparison() + ")";
    }
  }

  /** All of them at once, whatever their labels. */
  record AllOf(List<Threshold> all) implements PromQlCondition {
    public AllOf {
      all = List.copyOf(all);
    }

    @Override
    public List<SeriesSelector> series() {
      return all.stream().flatMap(each -> each.series().stream()).toList();
    }

    @Override
    public String promQl() {
      return all.stream().map(Threshold::without).collect(Collectors.joining(" and "));
    }
  }

  /**
   * Nothing is written, also where nothing ever was.
   *
   * @param whileThere says so only while this is written
   */
  record Absence(SeriesSelector of, Optional<SeriesSelector> whileThere)
      implements PromQlCondition {
    @Override
    public List<SeriesSelector> series() {
      return whileThere.map(other -> List.of(of, other)).orElseGet(() -> List.of(of));
    }

    @Override
    public String promQl() {
      return "absent("
          + of.promQl()
          + ")"
          + whileThere.map(other -> " and on () " + other.promQl()).orElse("");
    }
  }

  /**
   * An objective whose budget goes too fast.
   *
   * @param objective its id
   */
  record BurnRate(String objective, Duration lookBack, double rate) implements Condition {
    @Override
    public List<SeriesSelector> series() {
      return List.of();
    }
  }

  /** An entry in the logs. */
  record LogEntries(String filter) implements Condition {
    @Override
    public List<SeriesSelector> series() {
      return List.of();
    }
  }

  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
