package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.alert.Condition.PromQlCondition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a slip of the hand makes of a rule. */
final class RuleMutants {
  private static final Pattern THRESHOLD = Pattern.compile("([<>]=?) (-?[0-9.]+)");
  private static final Pattern MATCHER = Pattern.compile(",?(\\w+)=\"([^\"]*)\"");
  private static final Pattern ABSENT = Pattern.compile("absent\\(([^)]*)\\)");
  private static final Pattern BESIDE = Pattern.compile(" and on \\(\\) [^ ]+");
  private static final Pattern CLAUSE = Pattern.compile(" and \\(max\\([^)]*\\)[^)]*\\)");

  /**
   * @param lasting in seconds
   */
  record Mutant(String what, String word, String query, long lasting) {
    /** A rule file with this rule alone. */
    String file() {
      return """
          groups:
            - name: mutants
              interval: 60s
              rules:
                - alert: %s
                  expr: '%s'
                  for: %ds
          """
          .formatted(word, query, lasting);
    }
  }

  private RuleMutants() {}

  static List<Mutant> of(AlertRule rule) {
    String query = ((PromQlCondition) rule.condition()).promQl();
    long lasting = rule.lasting().toSeconds();
    List<Mutant> mutants = new ArrayList<>();
    Matcher threshold = THRESHOLD.matcher(query);
    while (threshold.find()) {
      BigDecimal ten = new BigDecimal(threshold.group(2)).multiply(BigDecimal.TEN);
      add(
          mutants,
          rule,
          "threshold x 10",
          query,
          threshold,
          threshold.group(1) + " " + ten.toPlainString());
    }
    Matcher matcher = MATCHER.matcher(query);
    while (matcher.find()) {
      String comma = matcher.group().startsWith(",") ? "," : "";
      add(
          mutants,
          rule,
          "wrong label " + matcher.group(1),
          query,
          matcher,
          comma + matcher.group(1) + "=\"nobody\"");
      add(mutants, rule, "label dropped " + matcher.group(1), query, matcher, "");
    }
    each(ABSENT, query, rule, mutants, "absent dropped", "$1");
    each(BESIDE, query, rule, mutants, "other side dropped", "");
    each(CLAUSE, query, rule, mutants, "clause dropped", "");
    mutants.add(new Mutant("window longer", rule.word(), query, lasting == 0 ? 600 : lasting * 10));
    if (lasting > 0) {
      mutants.add(new Mutant("window dropped", rule.word(), query, 0));
    }
    return mutants;
  }

  private static void each(
      Pattern pattern,
      String query,
      AlertRule rule,
      List<Mutant> mutants,
      String what,
      String replacement) {
    Matcher found = pattern.matcher(query);
    while (found.find()) {
      add(
          mutants,
          rule,
          what,
          query,
          found,
          replacement.equals("$1") ? found.group(1) : replacement);
    }
  }

  private static void add(
      List<Mutant> mutants,
      AlertRule rule,
      String what,
      String query,
      Matcher at,
      String replacement) {
    String mutated =
        (query.substring(0, at.start()) + replacement + query.substring(at.end()))
            .replace("{,", "{");
    mutants.add(
        new Mutant(
            what + " (" + at.start() + ")", rule.word(), mutated, rule.lasting().toSeconds()));
  }
}
