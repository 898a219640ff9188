package ai.coditect.ops.metrics.alert;

import static ai.coditect.ops.metrics.alert.RuleTest.constant;
import static ai.coditect.ops.metrics.alert.RuleTest.nothing;

import ai.coditect.ops.metrics.alert.Condition.Absence;
import ai.coditect.ops.metrics.alert.Condition.AllOf;
import ai.coditect.ops.metrics.alert.Condition.Sense;
import ai.coditect.ops.metrics.alert.Condition.Threshold;
import ai.coditect.ops.metrics.alert.SeriesSelector.Resource;
import ai.coditect.ops.metrics.file.LabelDomain;
import ai.coditect.ops.metrics.file.MetricFiles;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule has to do: stay silent right up to its threshold, whatever series of others say, and
 * speak within two intervals of the fault, neither earlier nor later.
 */
final class RuleScene {
  /** Prometheus takes a series for gone when its newest point is this old. */
  private static final long STALE = 5;

  private static final long INTERVALS = 2;
  private static final double A_LOT = 1e12;

  private final MetricFiles figures;
  private final AlertRule rule;
  private final long lasting;
  private final RuleTest test = new RuleTest();

  private RuleScene(MetricFiles figures, AlertRule rule) {
    this.figures = figures;
    this.rule = rule;
    this.lasting = RuleTest.minutes(rule.lasting());
  }

  static RuleTest of(MetricFiles figures, AlertRule rule) {
    RuleScene scene = new RuleScene(figures, rule);
    Condition condition = rule.condition();
    if (condition instanceof Threshold threshold) {
      scene.threshold(threshold);
    } else if (condition instanceof AllOf together) {
      scene.together(together);
    } else if (condition instanceof Absence absence) {
      scene.absence(absence);
    }
    return scene.test;
  }

  private void threshold(Threshold threshold) {
    long well = lasting + 20;
    long ill = lasting + 20;
    test.series(
        written(threshold.of()), constant(well(threshold), well) + constant(ill(threshold), ill));
    decoys(threshold.of(), constant(ill(threshold), well + ill));
    speaksAt(well);
  }

  /** Each clause is well in its turn, and all of them are ill at the end. */
  private void together(AllOf together) {
    long phase = lasting + 10;
    int clauses = together.all().size();
    for (int i = 0; i < clauses; i++) {
      Threshold clause = together.all().get(i);
      StringBuilder values = new StringBuilder();
      for (int turn = 0; turn < clauses; turn++) {
        values.append(constant(turn == i ? well(clause) : ill(clause), phase));
      }
      values.append(constant(ill(clause), lasting + 20));
      test.series(written(clause.of()), values.toString());
      // The largest of all would hide the one that is meant.
      decoys(clause.of(), constant(A_LOT, phase * clauses + lasting + 20));
    }
    speaksAt(phase * clauses);
  }

  private void speaksAt(long fault) {
    test.silentFor(rule.word(), fault, fault - 1);
    if (lasting > 0) {
      test.firing(rule.word(), fault + lasting - 1, 0);
    }
    test.firing(rule.word(), fault + lasting + INTERVALS, 1);
  }

  /** First nothing was ever written, then all is well, then it is written no more. */
  private void absence(Absence absence) {
    long never = lasting + 15;
    long well = lasting + 20;
    long ill = lasting + 20;
    test.series(written(absence.of()), nothing(never) + constant(1, well));
    decoys(absence.of(), constant(1, never + well + ill));
    boolean alone = absence.whileThere().isEmpty();
    absence
        .whileThere()
        .ifPresent(
            other ->
                test.series(
                    another(absence.of(), other), nothing(never) + constant(1, well + ill)));
    if (alone) {
      test.firing(rule.word(), lasting + INTERVALS, 1);
    } else {
      decoys(absence.whileThere().orElseThrow(), constant(1, never + well + ill));
      test.silentFor(rule.word(), never, never - 1);
    }
    long fault = never + well;
    test.silentFor(rule.word(), well - 2, fault - 1);
    test.firing(rule.word(), fault + lasting + STALE - 2, 0);
    test.firing(rule.word(), fault + lasting + STALE + INTERVALS, 1);
  }

  /** A series that only the one that is waited for beside can be. */
  private String another(SeriesSelector of, SeriesSelector other) {
    Map<String, String> labels = new TreeMap<>(other.labels());
    if (of.figure().equals(other.figure())) {
      labels.put("job", "somebody-else");
    }
    return written(new SeriesSelector(other.figure(), other.resource(), new TreeMap<>(labels)));
  }

  /** Series of the same figure that the rule must not look at. */
  private void decoys(SeriesSelector of, String values) {
    Resource other = of.resource() == Resource.POD ? Resource.SERVICE : Resource.POD;
    test.series(
        written(new SeriesSelector(of.figure(), Resource.SERVICE, new TreeMap<>(of.labels())))
            .replace(
                "monitored_resource=\"generic_task\"",
                "monitored_resource=\""
                    + (other == Resource.POD ? "global" : "gce_instance")
                    + "\""),
        values);
    boolean absent = rule.condition() instanceof Absence;
    of.labels()
        .forEach(
            (label, value) -> {
              if (!absent) {
                Map<String, String> labels = new TreeMap<>(of.labels());
                labels.put(label, another(of.figure(), label, value));
                test.series(
                    written(new SeriesSelector(of.figure(), of.resource(), new TreeMap<>(labels))),
                    values);
              }
            });
  }

  private String another(String figure, String label, String value) {
    LabelDomain domain = figures.figure(figure).orElseThrow().labels().get(label);
    return domain instanceof LabelDomain.Words words
        ? words.words().stream().filter(word -> !word.equals(value)).findFirst().orElseThrow()
        : "somebody-else";
  }

  /** With every label that the figure has. */
  private String written(SeriesSelector series) {
    Map<String, String> labels = new TreeMap<>(series.labels());
    figures
        .figure(series.figure())
        .orElseThrow()
        .labels()
        .forEach((name, domain) -> labels.putIfAbsent(name, first(domain)));
    return new SeriesSelector(series.figure(), series.resource(), new TreeMap<>(labels)).promQl();
  }

  private static String first(LabelDomain domain) {
    return domain instanceof LabelDomain.Words words ? words.words().get(0) : "anything";
  }

  /** As near to the threshold as it may be. */
  static double well(Threshold threshold) {
    return threshold.sense() == Sense.AT_LEAST ? threshold.threshold() - 1 : threshold.threshold();
  }

  /** As little over it as can be seen. */
  static double ill(Threshold threshold) {
    double step = threshold.threshold() < 1 ? 0.01 : 1;
    return switch (threshold.sense()) {
      case ABOVE -> threshold.threshold() + step;
      case AT_LEAST -> threshold.threshold();
      case BELOW -> threshold.threshold() - step;
    };
  }
}
