package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.Problem;
import java.util.List;

/** What acts in the database beside the map of personal data. */
public final class SideEffects {
  private final MappedDatabase mapped;
  private final SchemaEffectStore store;

  SideEffects(MappedDatabase mapped, SchemaEffectStore store) {
    this.mapped = mapped;
    this.store = store;
  }

  /** Every one that would take or change a row that is not planned; nothing may be erased then. */
  public List<Problem> problems() {
    return new UnplannedEffects(mapped.map(), store.read()).problems();
  }
}
