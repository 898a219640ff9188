package ai.coditect.ops.export.content;

import ai.coditect.ops.job.file.JobCatalog;
import java.time.Period;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How long deleted people are kept, as the job that erases them declares it. */
final class UntilErased {
  private static final String ERASING = "gdpr-purge";

  private UntilErased() {}

  static String words(JobCatalog catalog) {
    JsonNode periods =
        catalog
            .find(ERASING)
            .map(entry -> JsonMapper.builder().build().<JsonNode>valueToTree(entry.settings()))
            .map(settings -> settings.path("retention"))
            .orElseThrow(() -> new IllegalStateException("there is no job " + ERASING));
    Map<Period, String> plans =
        new TreeMap<>(
            java.util.Comparator.comparing(Period::toTotalMonths).thenComparing(Period::getDays));
    periods
        .properties()
        .forEach(
            plan ->
                plans.merge(
                    Period.parse(plan.getValue().asString()),
                    plan.getKey(),
                    (a, b) -> a + ", " + b));
    return "until "
        + plans.entrySet().stream()
            .map(each -> Wording.words(each.getKey()) + " (plan " + each.getValue() + ")")
            .collect(Collectors.joining(", "))
        + " after the account was deleted, or until the person asks to be forgotten";
  }
}
