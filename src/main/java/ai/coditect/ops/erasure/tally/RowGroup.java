package ai.coditect.ops.erasure.tally;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Rows of one table and tenant that have the same thing done to them.
 *
 * @param table with its schema, as the map names it
 * @param tenant whose the rows are
 */
public record RowGroup(String table, Effect effect, UUID tenant) implements Comparable<RowGroup> {
  private static final String OURS = "coditect_ops.";
  private static final String SHARED = "coditect_shared.";

  /** Where a run notes whom it left. */
  private static final Set<String> NOTES = Set.of("coditect_ops.erasure_left");

  private static final Comparator<RowGroup> ORDER =
      Comparator.comparing(RowGroup::table)
          .thenComparing(RowGroup::effect)
          .thenComparing(RowGroup::tenant);

  /** False for the worker's own records: what comes to them meanwhile is no news. */
  public boolean ofTenants() {
    return !table.startsWith(OURS);
  }

  /** Whether a run answers for it: not for what it changes in its own records. */
  boolean isTaken() {
    return effect != Effect.KEPT
        && (ofTenants() || effect == Effect.DELETED && !NOTES.contains(table));
  }

  /** How a run counts it; empty for the worker's own tables. */
  public Optional<String> kind() {
    return Optional.of(table)
        .filter(name -> ofTenants() && effect != Effect.KEPT)
        .map(name -> name.startsWith(SHARED) ? name.substring(SHARED.length()) : name)
        .map(name -> name.replace('_', '-').replace('.', '-'))
        .map(name -> name + (effect.changes() ? "-changed" : "-erased"));
  }

  @Override
  public int compareTo(RowGroup other) {
    return ORDER.compare(this, other);
  }
}
