package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What acts in the database beside the map of personal data. */
public final class SideEffects {
  private final MappedDatabase mapped;
  private final SchemaEffectStore store;
  private final WriteStore writes;
  private final RefreshStore refreshes;

  SideEffects(
      MappedDatabase mapped, SchemaEffectStore store, WriteStore writes, RefreshStore refreshes) {
    this.mapped = mapped;
    this.store = store;
    this.writes = writes;
    this.refreshes = refreshes;
  }

  /**
   * Every one that would take or change a row that is not planned, and what would keep a planned
   * one from going or changing; nothing may be erased then.
   */
  public List<Problem> problems() {
    PersonalDataMap map = mapped.map();
    List<Problem> problems =
        new ArrayList<>(new UnplannedEffects(map, store.read(map.schemas())).problems());
    Catalogue catalogue = mapped.catalogue();
    List<WrittenColumn> written = WrittenColumn.of(map, catalogue);
    List<UnfitWrites.Lacking> lacking = writes.lacking(uses(map, catalogue, written));
    Set<String> closed = new HashSet<>();
    lacking.forEach(each -> closed.add(each.table()));
    // Whether a constraint refuses is asked of rows that the worker can read.
    List<WrittenColumn> open =
        written.stream().filter(each -> !closed.contains(each.table())).toList();
    problems.addAll(new UnfitWrites(writes.unfit(open), lacking).problems());
    problems.addAll(refreshes.problems(map));
    return List.copyOf(problems);
  }

  private static List<WriteStore.Use> uses(
      PersonalDataMap map, Catalogue catalogue, List<WrittenColumn> written) {
    ActedTables acted = new ActedTables(map);
    List<WriteStore.Use> uses = new ArrayList<>();
    map.tables()
        .forEach(
            (name, table) -> {
              Set<String> changes = new HashSet<>(acted.changes(name));
              written.stream()
                  .filter(each -> each.table().equals(name))
                  .forEach(each -> changes.add(each.column()));
              boolean read = table.leadsToPeople() || table.organization().isPresent();
              if (catalogue.tables().containsKey(name)
                  && (read || acted.deletes(name) || !changes.isEmpty())) {
                uses.add(new WriteStore.Use(name, table.named(), acted.deletes(name), changes));
              }
            });
    return uses;
  }
}
