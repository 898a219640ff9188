package ai.coditect.ops.erasure;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.function.Supplier;

/** Tells whoever deploys, before a run is refused. */
record PersonalDataCheck(PersonalDataMap map, Supplier<Catalogue> catalogue) implements Check {
  @Override
  public String claim() {
    return "every personal column is mapped";
  }

  @Override
  public Finding examine() {
    List<Problem> problems = new MapComparison(map, catalogue.get()).problems();
    return problems.isEmpty()
        ? Finding.ok(map.tables().size() + " tables as the map says")
        : Finding.refused(problems);
  }
}
