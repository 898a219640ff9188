package ai.coditect.ops.trigger.command.start;

import java.util.Locale;
import java.util.Optional;

/** How a process writes its log: {@code OPS_LOG_FORMAT}. */
enum LogFormat {
  /** One JSON object a line, as Cloud Logging reads it. */
  JSON,
  /** For people. */
  TEXT;

  static final String PROPERTY = "ops.log-format";

  /** What the environment asks for; empty where it leaves it to the command. */
  static Optional<LogFormat> of(OpsEnvironment environment) {
    return Optional.ofNullable(environment.properties().get(PROPERTY))
        .map(String::valueOf)
        .map(word -> valueOf(word.toUpperCase(Locale.ROOT)));
  }

  static boolean isOne(String word) {
    return word.equals("json") || word.equals("text");
  }
}
