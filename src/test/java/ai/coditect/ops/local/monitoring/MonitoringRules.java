package ai.coditect.ops.local.monitoring;

import com.google.api.MetricDescriptor;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.TimeSeriesQuery;
import com.google.monitoring.v3.AlertPolicy;
import java.util.List;
import java.util.function.Predicate;

/** How the service judges what it is given, for whoever wants to know before. */
public final class MonitoringRules {
  private MonitoringRules() {}

  public static List<String> wrong(
      AlertPolicy policy, List<MetricDescriptor> metrics, Predicate<String> isObjective) {
    return PolicyRules.wrong(policy, metrics, isObjective);
  }

  public static List<String> wrong(Dashboard dashboard) {
    return DashboardRules.wrong(dashboard);
  }

  public static Dashboard filledIn(Dashboard dashboard) {
    return DashboardRules.filledIn(dashboard);
  }

  public static List<TimeSeriesQuery> filters(Dashboard dashboard) {
    return dashboard.getMosaicLayout().getTilesList().stream()
        .flatMap(tile -> DashboardRules.queries(tile.getWidget()).stream())
        .toList();
  }
}
