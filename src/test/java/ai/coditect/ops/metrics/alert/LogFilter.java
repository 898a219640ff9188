package ai.coditect.ops.metrics.alert;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The part of Cloud Logging's filter language that our alerts write, over entries as JSON. */
final class LogFilter {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"[^\"]*\"|>=|[()=:]|[A-Za-z_][\\w.]*)");
  private static final List<String> SEVERITIES =
      List.of(
          "DEFAULT",
          "DEBUG",
          "INFO",
          "NOTICE",
          "WARNING",
          "ERROR",
          "CRITICAL",
          "ALERT",
          "EMERGENCY");

  private final List<String> tokens;
  private int at;

  private LogFilter(String text) {
    tokens = TOKEN.matcher(text).results().map(found -> found.group(1)).toList();
    if (!String.join("", tokens).equals(text.replaceAll("\\s", ""))) {
      throw new IllegalArgumentException("not read: " + text);
    }
  }

  static Predicate<JsonNode> read(String text) {
    LogFilter filter = new LogFilter(text);
    Predicate<JsonNode> all = filter.conjunction();
    if (filter.at < filter.tokens.size()) {
      throw new IllegalArgumentException("what comes after is not read: " + text);
    }
    return all;
  }

  /** In this language OR binds closer than AND. */
  private Predicate<JsonNode> conjunction() {
    Predicate<JsonNode> all = disjunction();
    while (takes("AND")) {
      all = all.and(disjunction());
    }
    return all;
  }

  private Predicate<JsonNode> disjunction() {
    Predicate<JsonNode> any = term();
    while (takes("OR")) {
      any = any.or(term());
    }
    return any;
  }

  private Predicate<JsonNode> term() {
    if (takes("NOT")) {
      return term().negate();
    }
    if (takes("(")) {
      Predicate<JsonNode> inner = conjunction();
      want(")");
      return inner;
    }
    String field = tokens.get(at++);
    if (field.equals("log_id")) {
      want("(");
      String name = unquoted();
      want(")");
      return entry -> text(entry, "logName").endsWith("/logs/" + name.replace("/", "%2F"));
    }
    return comparison(field, tokens.get(at++));
  }

  private Predicate<JsonNode> comparison(String field, String operator) {
    if (operator.equals(">=")) {
      int least = SEVERITIES.indexOf(tokens.get(at++));
      return entry -> SEVERITIES.indexOf(text(entry, field)) >= least;
    }
    if (!takes("(")) {
      return one(field, operator, unquoted());
    }
    Predicate<JsonNode> any = one(field, operator, unquoted());
    while (takes("OR")) {
      any = any.or(one(field, operator, unquoted()));
    }
    want(")");
    return any;
  }

  /** A field that is not there equals nothing and has nothing in it. */
  private static Predicate<JsonNode> one(String field, String operator, String value) {
    return operator.equals("=")
        ? entry -> text(entry, field).equalsIgnoreCase(value)
        : entry -> text(entry, field).contains(value);
  }

  private static String text(JsonNode entry, String path) {
    return entry.at("/" + path.replace('.', '/')).asString("");
  }

  private boolean takes(String token) {
    boolean there = at < tokens.size() && tokens.get(at).equals(token);
    at += there ? 1 : 0;
    return there;
  }

  private void want(String token) {
    if (!takes(token)) {
      throw new IllegalArgumentException("expected " + token + " at " + tokens.subList(0, at));
    }
  }

  private String unquoted() {
    String quoted = tokens.get(at++);
    return quoted.substring(1, quoted.length() - 1);
  }
}
