package ai.coditect.ops.erasure.request;

import ai.coditect.ops.erasure.plan.Hindrance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An ended organization that a run could not end.
 *
 * @param run that left it
 * @param reason in the words of the table of those who were left
 * @param by where the rows are that keep it
 */
record LastingOrganization(UUID organization, UUID run, String reason, Hindrance by) {

  /** As a line of text. */
  String words() {
    return organization
        + ": "
        + reason
        + (by.sqlState().isPresent()
            ? " by " + by.words()
            : by.table().map(t -> " in " + t).orElse(""));
  }

  /** What a person does about it. */
  String cure() {
    return switch (reason) {
      case "rows-of-others" ->
          "Rows "
              + by.table().map(table -> "of " + table + " ").orElse("")
              + "lead to people of other organizations, or refer to rows of this one: move or delete"
              + " them, or end whom they belong to.";
      case "cannot-be-deleted" ->
          by.sqlState().isPresent()
              ? "The database refused: change the constraint or the function that is named, or the"
                  + " rows that it speaks of."
              : "Something brings rows back or keeps them: look at the triggers and rules of the"
                  + " table.";
      default ->
          "Somebody of it had to stay: \"erasures plan "
              + run
              + " --people\" lists whom it left, and why.";
    };
  }

  Map<String, Object> document() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("organization", organization.toString());
    fields.put("reason", reason);
    fields.put("by", by.document());
    return fields;
  }
}
