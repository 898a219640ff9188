package ai.coditect.ops.metrics.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.metrics.alert.Condition.LogEntries;
import ai.coditect.ops.metrics.file.MetricFileStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditions on Cloud SQL's audit log, which promtool cannot judge, over entries as it writes. */
class LogAlertsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<AlertRule> RULES =
      AlertFileStore.read(Optional.empty(), MetricFileStore.read(Optional.empty())).rules().stream()
          .filter(rule -> rule.condition() instanceof LogEntries)
          .toList();

  @ParameterizedTest
  @CsvSource({
    // Each word once as it has to be, and once as another one says it.
    "system_event, instances.automatedBackup, main,    INFO,  OK,     STATUS_SUCCEEDED, ''",
    "system_event, instances.automatedBackup, main,    ERROR, OK,     STATUS_SUCCEEDED, backup-failed",
    "system_event, instances.automatedBackup, main,    INFO,  failed, STATUS_SUCCEEDED, backup-failed",
    "system_event, instances.automatedBackup, main,    INFO,  OK,     STATUS_FAILED,    backup-failed",
    "system_event, instances.automatedBackup, main,    INFO,  OK,     STATUS_SKIPPED,   backup-failed",
    // Tried again within its window.
    "system_event, instances.automatedBackup, main,    INFO,  OK,     STATUS_ATTEMPT_FAILED, ''",
    "activity,     instances.automatedBackup, main,    ERROR, failed, STATUS_FAILED,    ''",
    "system_event, instances.update,          main,    ERROR, failed, '',               ''",
    "activity,     backupRuns.delete,         main,    NOTICE, '',    '',               backup-removed",
    "activity,     backups.delete,            main,    NOTICE, '',    '',               backup-removed",
    "activity,     instances.delete,          main,    NOTICE, '',    '',               backup-removed",
    "activity,     instances.restoreBackup,   main,    NOTICE, '',    '',               backup-removed",
    "activity,     instances.delete,          main,    ERROR, denied, '',               ''",
    "activity,     instances.delete,          drill-7, NOTICE, '',    '',               ''",
    "activity,     instances.delete,          my-drill-7, NOTICE, '', '',               backup-removed",
    "data_access,  instances.delete,          main,    NOTICE, '',    '',               ''",
    "activity,     instances.clone,           main,    NOTICE, '',    '',               ''",
  })
  void an_entry_raises_the_alert_that_is_about_it_and_no_other(
      String log,
      String method,
      String instance,
      String severity,
      String message,
      String window,
      String alert) {
    JsonNode entry = entry("cloudsql_database", log, method, instance, severity, message, window);
    assertThat(raised(entry)).isEqualTo(alert.isEmpty() ? List.of() : List.of(alert));
    assertThat(raised(entry("gce_instance", log, method, instance, severity, message, window)))
        .isEmpty();
  }

  @Test
  void every_log_alert_is_raised_by_some_entry_above() {
    assertThat(RULES)
        .extracting(AlertRule::id)
        .containsExactlyInAnyOrder("backup-failed", "backup-removed");
  }

  /** Else a drill of a new name calls somebody at night, or a deletion calls nobody. */
  @Test
  void instances_that_are_not_meant_are_those_of_drills() throws java.io.IOException {
    String prefix =
        java.nio.file.Files.readAllLines(java.nio.file.Path.of("jobs/backup-verification.yaml"))
            .stream()
            .map(String::strip)
            .filter(line -> line.startsWith("prefix: "))
            .map(line -> line.substring("prefix: ".length()))
            .reduce((one, other) -> one + " and " + other)
            .orElseThrow();
    assertThat(RULES)
        .filteredOn(rule -> rule.id().equals("backup-removed"))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(((LogEntries) rule.condition()).filter())
                    .endsWith("NOT protoPayload.resourceName:\"/instances/" + prefix + "-\""));
  }

  private static List<String> raised(JsonNode entry) {
    return RULES.stream()
        .filter(rule -> LogFilter.read(((LogEntries) rule.condition()).filter()).test(entry))
        .map(AlertRule::id)
        .toList();
  }

  private static JsonNode entry(
      String resource,
      String log,
      String method,
      String instance,
      String severity,
      String message,
      String window) {
    return JSON.readTree(
        """
        {"protoPayload": {"@type": "type.googleapis.com/google.cloud.audit.AuditLog",
          "status": {%s}, "serviceName": "cloudsql.googleapis.com", "methodName": "cloudsql.%s",
          "resourceName": "projects/demo/instances/%s", "metadata": {"windowStatus": "%s"}},
         "resource": {"type": "%s", "labels": {"database_id": "demo:%s"}}, "severity": "%s",
         "logName": "projects/demo/logs/cloudaudit.googleapis.com%%2F%s"}
        """
            .formatted(
                message.isEmpty() ? "" : "\"message\": \"" + message + "\"",
                method,
                instance,
                window,
                resource,
                instance,
                severity,
                log));
  }
}
