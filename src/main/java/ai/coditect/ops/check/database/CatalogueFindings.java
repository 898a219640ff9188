package ai.coditect.ops.check.database;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.function.Supplier;

/** Whether the schema is as the migrations made it: each item names what is missing or off. */
record CatalogueFindings(SchemaFaultStore store) implements CheckGroup {

  @Override
  public List<Check> items() {
    return List.of(
        item("the tenants' four tables are there", "4 of 4", store::missingTables),
        item(
            "the tenants' login sees its own organization's rows only",
            "a strict policy on each table, and none beside it",
            store::openPolicies),
        item("every foreign key is served by a valid index", "none unserved", store::unservedKeys),
        item("every trigger is there and fires", "none missing, none off", store::missingTriggers),
        item(
            "every constraint is validated",
            "each row is of an organization that exists",
            store::unprovenConstraints));
  }

  private static Check item(String claim, String fine, Supplier<List<Problem>> find) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        List<Problem> problems = find.get();
        return problems.isEmpty() ? Finding.ok(fine) : Finding.failed(problems);
      }
    };
  }
}
