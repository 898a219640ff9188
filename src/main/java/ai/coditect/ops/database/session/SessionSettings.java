package ai.coditect.ops.database.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the worker asks of each of its sessions when it connects. */
public final class SessionSettings {
  private static final Map<String, String> ASKED = new LinkedHashMap<>();

  static {
    // No transaction of ours is in anybody's way for long.
    ASKED.put("statement_timeout", "30s");
    ASKED.put("lock_timeout", "2s");
    ASKED.put("idle_in_transaction_session_timeout", "10s");
    ASKED.put("idle_session_timeout", "0");
    ASKED.put("plan_cache_mode", "force_custom_plan");
    // A plan made for one bite runs for milliseconds; there is nothing to win by compiling it.
    ASKED.put("jit", "off");
    // What follows is the server's default, which a role, a database or a server may have changed.
    ASKED.put("default_transaction_isolation", "read committed");
    // What is acknowledged is on disk.
    ASKED.put("synchronous_commit", "on");
    ASKED.put("row_security", "on");
    ASKED.put("standard_conforming_strings", "on");
    ASKED.put("array_nulls", "on");
    ASKED.put("quote_all_identifiers", "off");
    ASKED.put("intervalstyle", "postgres");
  }

  private SessionSettings() {}

  /** Names and values, as the server writes them. */
  static Map<String, String> asked() {
    return Collections.unmodifiableMap(ASKED);
  }

  /** The startup parameter {@code options} that asks for them. */
  public static String options() {
    return ASKED.entrySet().stream()
        .map(each -> "-c " + each.getKey() + "=" + each.getValue().replace(" ", "\\ "))
        .collect(Collectors.joining(" "));
  }
}
