package ai.coditect.ops.metrics.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A test file of promtool: series minute by minute, and what is to fire when. */
public final class RuleTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> series = new LinkedHashMap<>();
  private final List<Map<String, Object>> expected = new ArrayList<>();
  private String evaluated = "1m";

  /** Values of a series in Prometheus' shorthand, one a minute. */
  RuleTest series(String series, String values) {
    this.series.put(series, values);
    return this;
  }

  /** Rules are looked at every so many minutes. */
  RuleTest evaluatedEvery(long minutes) {
    evaluated = minutes + "m";
    return this;
  }

  /** So many alerts of this rule fire at this minute. */
  RuleTest firing(String word, long minute, int count) {
    return expect(
        "count(ALERTS{alertname=\"" + word + "\",alertstate=\"firing\"})",
        minute,
        count == 0 ? List.of() : List.of(Map.of("labels", "{}", "value", count)));
  }

  /** Only these rules fire at this minute. */
  public RuleTest firingOnly(long minute, String... words) {
    return expect(
        "count by (alertname) (ALERTS{alertstate=\"firing\"})",
        minute,
        List.of(words).stream()
            .<Map<String, Object>>map(
                word -> Map.of("labels", "{alertname=\"" + word + "\"}", "value", 1))
            .toList());
  }

  /** From the begin to this minute none but these rules was ever firing. */
  public RuleTest neverFiringBut(long untilMinute, String... words) {
    return expect(
        "count by (alertname) (count_over_time(ALERTS{alertname!~\"%s\",alertstate=\"firing\"}[%dm]))"
            .formatted(String.join("|", words), untilMinute + 1),
        untilMinute,
        List.of());
  }

  /** Nothing of this rule was firing at any minute of a time that ends here. */
  RuleTest silentFor(String word, long minutes, long untilMinute) {
    return expect(
        "count_over_time(ALERTS{alertname=\"%s\",alertstate=\"firing\"}[%dm])"
            .formatted(word, minutes),
        untilMinute,
        List.of());
  }

  /** Nothing at all was firing at any minute of a time that ends here. */
  RuleTest silentFor(long minutes, long untilMinute) {
    return expect(
        "count by (alertname) (count_over_time(ALERTS{alertstate=\"firing\"}[" + minutes + "m]))",
        untilMinute,
        List.of());
  }

  private RuleTest expect(String query, long minute, List<Map<String, Object>> samples) {
    expected.add(Map.of("expr", query, "eval_time", minute + "m", "exp_samples", samples));
    return this;
  }

  /** JSON is YAML too. */
  void write(Path file, String rules) throws IOException {
    List<Map<String, Object>> input =
        series.entrySet().stream()
            .<Map<String, Object>>map(
                each -> Map.of("series", each.getKey(), "values", each.getValue()))
            .toList();
    Files.writeString(
        file,
        JSON.writeValueAsString(
            Map.of(
                "rule_files",
                List.of(rules),
                "evaluation_interval",
                evaluated,
                "tests",
                List.of(
                    Map.of(
                        "interval", "1m", "input_series", input, "promql_expr_test", expected)))));
  }

  /** The same value so many times. */
  static String constant(double value, long minutes) {
    return minutes <= 0
        ? ""
        : Condition.number(value) + (minutes > 1 ? "x" + (minutes - 1) : "") + " ";
  }

  /** No value so many times. */
  static String nothing(long minutes) {
    return minutes <= 0 ? "" : "_x" + minutes + " ";
  }

  static long minutes(Duration length) {
    return length.toMinutes();
  }
}
