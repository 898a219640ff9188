package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** What acts in the database beside the map of personal data. */
public final class SideEffects {
  private final MappedDatabase mapped;
  private final SchemaEffectStore store;
  private final RefreshStore refreshes;

  SideEffects(MappedDatabase mapped, SchemaEffectStore store, RefreshStore refreshes) {
    this.mapped = mapped;
    this.store = store;
    this.refreshes = refreshes;
  }

  /** Every one that would take or change a row that is not planned; nothing may be erased then. */
  public List<Problem> problems() {
    List<Problem> problems =
        new ArrayList<>(new UnplannedEffects(mapped.map(), store.read()).problems());
    problems.addAll(refreshes.problems(mapped.map()));
    return List.copyOf(problems);
  }
}
