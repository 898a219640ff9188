package ai.coditect.ops.database.session;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What speaks against working in a session, by what holds in it. */
final class SessionPolicy {
  static final String WHERE = "database connection";

  /** Only a superuser could ask for it, so it is not asked for, and must be so all the same. */
  private static final Map<String, String> FOUND = Map.of("session_replication_role", "origin");

  private SessionPolicy() {}

  /**
   * @param firstSchema where names without a schema are looked up first
   * @param settings by name; empty for one that the server does not know
   */
  record Session(
      int backend,
      String login,
      String database,
      String firstSchema,
      Map<String, String> settings) {}

  /** The settings that have to be known. */
  static List<String> names() {
    List<String> names = new ArrayList<>(SessionSettings.asked().keySet());
    names.addAll(FOUND.keySet());
    return names;
  }

  /** Empty when nothing does. */
  static List<Problem> problems(Session session) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> dropped = differing(SessionSettings.asked(), session);
    if (!dropped.isEmpty()) {
      problems.add(
          new Problem(
              "Session settings are not those that the worker asks for: "
                  + words(dropped, SessionSettings.asked(), session)
                  + ". What is between worker and server drops them, as pgbouncer does with"
                  + " ignore_startup_parameters = options.",
              WHERE,
              "Connect to PostgreSQL itself, not to the pooler; or make them the login's own: "
                  + sets(dropped, session)));
    }
    Map<String, String> changed = differing(FOUND, session);
    if (!changed.isEmpty()) {
      problems.add(
          new Problem(
              "Session settings must not be changed: "
                  + words(changed, FOUND, session)
                  + ", so no trigger or foreign key would act on what the worker does.",
              WHERE,
              "As an administrator: "
                  + changed.keySet().stream()
                      .map(each -> resets(each, session))
                      .collect(Collectors.joining(" "))));
    }
    if (!session.firstSchema().equals("pg_catalog")) {
      problems.add(
          new Problem(
              "Session settings must not be changed: search_path puts "
                  + session.firstSchema()
                  + " before pg_catalog, so functions there would stand for the server's own.",
              WHERE,
              "As an administrator: " + resets("search_path", session)));
    }
    return problems;
  }

  private static Map<String, String> differing(Map<String, String> wanted, Session session) {
    Map<String, String> differing = new LinkedHashMap<>(wanted);
    differing
        .entrySet()
        .removeIf(each -> each.getValue().equals(session.settings().get(each.getKey())));
    return differing;
  }

  private static String words(
      Map<String, String> differing, Map<String, String> wanted, Session session) {
    return differing.keySet().stream()
        .map(name -> name + " is " + session.settings().get(name) + " and not " + wanted.get(name))
        .collect(Collectors.joining(", "));
  }

  private static String sets(Map<String, String> settings, Session session) {
    return settings.entrySet().stream()
        .map(
            each ->
                "alter role %s in database %s set %s = '%s';"
                    .formatted(
                        quoted(session.login()),
                        quoted(session.database()),
                        each.getKey(),
                        each.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** Wherever it was set; where it was not, this changes nothing. */
  private static String resets(String setting, Session session) {
    String login = quoted(session.login());
    String database = quoted(session.database());
    return "alter role %1$s in database %2$s reset %3$s; alter role %1$s reset %3$s; alter database %2$s reset %3$s;"
        .formatted(login, database, setting);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
