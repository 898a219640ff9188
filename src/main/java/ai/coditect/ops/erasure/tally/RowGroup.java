package ai.coditect.ops.erasure.tally;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows of one table and tenant that have the same thing done to them.
 *
 * @param table with its schema, as the map names it
 * @param tenant whose the rows are
 */
public record RowGroup(String table, Effect effect, UUID tenant) implements Comparable<RowGroup> {
  private static final String TENANTS = "coditect_shared.";
  private static final Comparator<RowGroup> ORDER =
      Comparator.comparing(RowGroup::table)
          .thenComparing(RowGroup::effect)
          .thenComparing(RowGroup::tenant);

  /** False for the worker's own records, which are not planned. */
  public boolean ofTenants() {
    return table.startsWith(TENANTS);
  }

  /** How a run counts it; empty for the worker's own tables. */
  public Optional<String> kind() {
    return Optional.of(table)
        .filter(name -> ofTenants())
        .map(name -> name.substring(TENANTS.length()).replace('_', '-'))
        .map(name -> name + (effect == Effect.CHANGED ? "-changed" : "-erased"));
  }

  @Override
  public int compareTo(RowGroup other) {
    return ORDER.compare(this, other);
  }
}
