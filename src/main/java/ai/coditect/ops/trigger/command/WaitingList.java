package ai.coditect.ops.trigger.command;

import ai.coditect.ops.trigger.command.LedgerStore.Waiting;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What waits, as "jobs" and "runs" show it beside what they are asked for. */
final class WaitingList {
  private WaitingList() {}

  static void print(PrintStream out, List<Waiting> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    out.println("Waiting; \"check\" says the cures:");
    waiting.forEach(each -> out.println("  " + each.line()));
    out.flush();
  }

  static List<Map<String, Object>> document(List<Waiting> waiting) {
    return waiting.stream()
        .map(
            each -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("job", each.job());
              fields.put("kind", each.kind());
              fields.put("reason", each.reason());
              fields.put("count", each.count());
              fields.put("since", each.since() == null ? null : each.since().toString());
              return fields;
            })
        .toList();
  }
}
