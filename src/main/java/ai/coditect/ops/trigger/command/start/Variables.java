package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The environment of the process, with what is wrong in it. Values of secrets are never repeated.
 */
record Variables(Map<String, String> environment, List<Problem> problems) {
  private static final Set<String> KNOWN =
      Set.of(
          "DB_HOST",
          "DB_PORT",
          "DB_NAME",
          "DB_USER",
          "DB_PASSWORD",
          "DB_SSLMODE",
          "DB_INSTANCE",
          "DB_OWNER_USER",
          "DB_OWNER_PASSWORD",
          "OPS_JOBS_DIR",
          "OPS_STOP_WITHIN",
          "OPS_LOG_FORMAT",
          "OPS_TAKEOVER",
          "OPS_MONITORING_ENDPOINT",
          "OPS_SQLADMIN_URL",
          "OPS_SECRETMANAGER_URL",
          "OPS_SECRETS",
          "OPS_DRILL_PROJECT",
          "OPS_EVIDENCE_KEY",
          "OPS_EXPORT_URI",
          "OPS_LEDGER_URI",
          "OPS_SUBJECT_KEY",
          "OPS_PUBSUB_REQUESTS_TOPIC",
          "OPS_PUBSUB_SUBSCRIPTION",
          "OPS_PUBSUB_DEAD_LETTER_TOPIC",
          "OPS_PUBSUB_DEAD_LETTER_SUBSCRIPTION",
          "OPS_PUBSUB_OUTCOMES_TOPIC",
          "OPS_PUBSUB_PARTITIONS_TOPIC");

  Variables(Map<String, String> environment) {
    this(environment, new ArrayList<>());
  }

  boolean given(String name) {
    return environment.containsKey(name);
  }

  /** A variable that may be left out, but not be blank. */
  Optional<String> optional(String name) {
    String value = environment.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBlank()) {
      problem(name, "is blank", "Give it a value, or unset it.");
      return Optional.empty();
    }
    if (ProcessText.isBroken(value)) {
      problem(
          name,
          "is not text in UTF-8",
          "Write it in UTF-8; if it is, set LC_ALL=C.UTF-8 beside it.");
      return Optional.empty();
    }
    return Optional.of(value);
  }

  Optional<String> required(String name, String cure) {
    if (!given(name)) {
      problem(name, "is not set", cure);
    }
    return optional(name);
  }

  /** Keeps a value that fits and reports one that does not. */
  Optional<String> check(
      String name, Optional<String> value, Predicate<String> fits, String what, String cure) {
    if (value.isPresent() && !fits.test(value.get())) {
      problem(name, what, cure);
      return Optional.empty();
    }
    return value;
  }

  void problem(String name, String what, String cure) {
    problems.add(new Problem(name + " " + what + ".", "environment", cure));
  }

  /** Variables that nobody reads and that look like ones that somebody would. */
  List<Problem> misspelt() {
    List<Problem> warnings = new ArrayList<>();
    for (String name : new TreeMap<>(environment).keySet()) {
      if ((name.startsWith("DB_") || name.startsWith("OPS_")) && !KNOWN.contains(name)) {
        DidYouMean.nearest(name, KNOWN)
            .filter(meant -> !given(meant))
            .ifPresent(
                meant ->
                    warnings.add(
                        new Problem(
                            name + " is set, and nothing reads it.",
                            "environment",
                            "Did you mean \"" + meant + "\"?")));
      }
    }
    return warnings;
  }
}
