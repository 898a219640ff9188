package ai.coditect.ops.local.monitoring;

import com.google.monitoring.v3.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of Monitoring's filter language that is asked here: conditions joined by AND. */
record MonitoringFilter(List<Condition> conditions) {
  private static final Pattern CONDITION =
      Pattern.compile(
          "(metric\\.type|resource\\.type|(?:metric|resource)\\.labels?\\.\\w+)\\s*=\\s*"
              + "(starts_with\\()?\"([^\"]*)\"\\)?");

  private record Condition(String field, boolean prefix, String value) {
    boolean holds(String found) {
      return prefix ? found.startsWith(value) : found.equals(value);
    }
  }

  static MonitoringFilter read(String text) {
    List<Condition> conditions = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split("\\s+AND\\s+")) {
      Matcher found = CONDITION.matcher(part.strip());
      if (!found.matches()) {
        throw KeptMetrics.invalid("Field filter had an invalid value of \"" + text + "\".");
      }
      conditions.add(
          new Condition(
              found.group(1).replace(".labels.", ".label."),
              found.group(2) != null,
              found.group(3)));
    }
    return new MonitoringFilter(conditions);
  }

  /** Whether the type of a metric fits; other conditions are about series. */
  boolean fitsType(String type) {
    return conditions.stream()
        .filter(each -> each.field().equals("metric.type"))
        .allMatch(each -> each.holds(type));
  }

  /** As the service wants it of whoever lists series. */
  boolean namesOneType() {
    return conditions.stream()
            .filter(each -> each.field().equals("metric.type") && !each.prefix())
            .count()
        == 1;
  }

  boolean fits(TimeSeries series) {
    UnaryOperator<String> value =
        field -> {
          if (field.equals("metric.type")) {
            return series.getMetric().getType();
          }
          if (field.equals("resource.type")) {
            return series.getResource().getType();
          }
          Map<String, String> labels =
              field.startsWith("metric.")
                  ? series.getMetric().getLabelsMap()
                  : series.getResource().getLabelsMap();
          return labels.getOrDefault(field.substring(field.lastIndexOf('.') + 1), "");
        };
    return conditions.stream().allMatch(each -> each.holds(value.apply(each.field())));
  }
}
