package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trigger writes to a history when rows go is erased in the same transaction, after them: so
 * it is to be found without them.
 */
record HistoryRules(PersonalDataMap map) {

  /**
   * @param written where the triggers of each table are said
   */
  void check(Map<String, Value> written) {
    for (Table table : map.tables().values()) {
      table
          .seenTriggers()
          .values()
          .forEach(
              trigger ->
                  trigger
                      .into()
                      .ifPresent(into -> check(table.name(), into, written.get(table.name()))));
    }
  }

  private void check(String from, String into, Value value) {
    Optional<Table> history = Optional.ofNullable(map.tables().get(into));
    if (history.isEmpty()) {
      value.wrong(
          "The table " + into + " is not in the map.",
          DidYouMean.cure(into, map.tables().keySet()));
    } else if (into.equals(from)) {
      value.wrong(
          "A trigger writes to the table whose rows go.", "Let it write to a table of its own.");
    } else if (from.equals(map.organization().table())) {
      value.wrong(
          "The row of an organization goes last, so nothing could erase what is written then.",
          "Let the trigger not write when a row is deleted, or give "
              + into
              + " nothing that leads to an organization and write \"effect: harmless\".");
    } else if (!history.get().rows().equals(Optional.of(Rows.ERASE))
        || history.get().subject().isEmpty()) {
      value.wrong(
          "What is written to " + into + " would stay: its rows do not go with a person.",
          "Give " + into + " \"rows: erase\" and a \"subject\".");
    } else if (crosses(map.pathToSubject(into), from)
        || crosses(map.pathToOrganization(into), from)) {
      value.wrong(
          "What is written to " + into + " is found over " + from + ", whose rows are gone then.",
          "Lead " + into + " to the person by a column of its own.");
    }
  }

  /** Whether a path goes over the table, not only to its key at the end. */
  private static boolean crosses(List<Step> path, String table) {
    return path.stream()
        .limit(Math.max(0, path.size() - 1))
        .anyMatch(s -> s.to().table().equals(table));
  }
}
