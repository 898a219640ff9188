package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.purge.PeoplePurge.Bite;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.tally.RowCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The work of one bite, and what became of it so far.
 *
 * @param ending the rows of the organization that they go with
 * @param between those of them that went
 * @param stuck who was in the way of a row when so many had gone
 */
record PeopleWork(
    Bite bite,
    LedgerBook book,
    Statements composed,
    Map<UUID, UUID> heirs,
    Planned planned,
    Optional<RowsBetween> ending,
    Map<Person, RowCounts> gone,
    Map<Person, Obstacle> left,
    List<RowCounts> between,
    Map<Person, Integer> stuck,
    Set<Person> doubted,
    Map<String, Long> undone) {
  PeopleWork(
      Bite bite,
      LedgerBook book,
      Statements composed,
      Map<UUID, UUID> heirs,
      Planned planned,
      Optional<RowsBetween> ending) {
    this(
        bite,
        book,
        composed,
        heirs,
        planned,
        ending,
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new LinkedHashMap<>(),
        new HashSet<>(),
        new HashMap<>());
  }

  /** What went so far. */
  RowCounts before() {
    return RowCounts.sum(gone.values()).plus(RowCounts.sum(between));
  }

  boolean begun() {
    return !gone.isEmpty() || !left.isEmpty();
  }
}
