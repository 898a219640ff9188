package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.purge.SavepointStore.Course;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.erasure.tally.RowCounts;
import java.time.Instant;
import java.util.UUID;

/**
 * Rows of an ending organization that are nobody's by now, and in the way of people who go: what
 * refers to them goes just before, and what they refer to just after.
 *
 * @param but the organizations' own table
 * @param most rows of a table
 */
record RowsBetween(OrganizationStore store, String but, UUID organization, int most, Instant asOf) {

  /**
   * Takes those of one table.
   *
   * @param number of the table, in the order of destruction
   */
  RowCounts take(Statements composed, int number, Course course) {
    RowCounts all = RowCounts.NONE;
    for (Statement statement : composed.of(Kind.DELETE_NOBODYS, Kind.DELETE_WITH_ORGANIZATION)) {
      if (statement.number() != number || statement.table().equals(but)) {
        continue;
      }
      course.at(statement.table());
      // Leaf by leaf, where a table refers to itself.
      RowCounts taken;
      do {
        taken = store.take(statement, organization, most, asOf);
        all = all.plus(taken);
      } while (!taken.isEmpty() && rows(all) < most);
    }
    return all;
  }

  private static long rows(RowCounts counts) {
    return counts.rows().values().stream().mapToLong(Long::longValue).sum();
  }
}
