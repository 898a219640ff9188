package ai.coditect.ops.erasure.request;

import ai.coditect.ops.erasure.plan.Hindrance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An ended organization that a run could not end.
 *
 * @param reason in the words of the table of those who were left
 * @param by where the rows are that keep it
 */
record LastingOrganization(UUID organization, String reason, Hindrance by) {

  /** As a line of text. */
  String words() {
    return organization
        + ": "
        + reason
        + (by.sqlState().isPresent()
            ? " by " + by.words()
            : by.table().map(t -> " in " + t).orElse(""));
  }

  Map<String, Object> document() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("organization", organization.toString());
    fields.put("reason", reason);
    fields.put("by", by.document());
    return fields;
  }
}
