package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.alert.Condition.LogEntries;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A condition on what Cloud SQL writes into the audit log. */
final class LogClause {
  private static final Pattern METHOD = Pattern.compile("cloudsql\\.[a-zA-Z.]{3,60}");
  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  /** Which of the logs. */
  private enum Log {
    ACTIVITY("activity"),
    SYSTEM_EVENT("system_event");

    private final String name;

    Log(String name) {
      this.name = name;
    }
  }

  /** How the calls ended that are told. */
  private enum Ended {
    WELL(" AND NOT severity>=ERROR"),
    /** A backup that was skipped, or given up after its window, may call itself OK beside it. */
    BADLY(
        " AND (severity>=ERROR OR NOT protoPayload.status.message=\"OK\""
            + " OR protoPayload.metadata.windowStatus=(\"STATUS_FAILED\" OR \"STATUS_SKIPPED\"))");

    private final String filter;

    Ended(String filter) {
      this.filter = filter;
    }
  }

  private LogClause() {}

  static Optional<LogEntries> read(Section section) {
    Optional<Log> log = section.required("log").flatMap(v -> v.choice(Log.class, true));
    Optional<Ended> ended = section.required("ended").flatMap(v -> v.choice(Ended.class, true));
    List<Optional<String>> methods =
        section.required("methods").flatMap(Value::list).orElse(List.of()).stream()
            .map(v -> v.matching(METHOD, "a method of Cloud SQL", "cloudsql.instances.delete"))
            .toList();
    Optional<Value> written = section.optional("except-instances");
    Optional<String> except =
        written.flatMap(v -> v.matching(PREFIX, "the beginning of instances' names", "drill-"));
    section.close();
    if (log.isEmpty()
        || ended.isEmpty()
        || methods.isEmpty()
        || methods.stream().anyMatch(Optional::isEmpty)
        || written.isPresent() && except.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LogEntries(
            "resource.type=\"cloudsql_database\""
                + " AND log_id(\"cloudaudit.googleapis.com/"
                + log.get().name
                + "\")"
                + " AND protoPayload.methodName=("
                + methods.stream()
                    .map(each -> "\"" + each.orElseThrow() + "\"")
                    .collect(Collectors.joining(" OR "))
                + ")"
                + ended.get().filter
                + except
                    .map(each -> " AND NOT protoPayload.resourceName:\"/instances/" + each + "\"")
                    .orElse("")));
  }
}
