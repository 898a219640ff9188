package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.purge.Statements.Kind;
import ai.coditect.ops.erasure.purge.Statements.Statement;
import java.util.Optional;

/** How a run counts what it did to the tenants' tables. */
final class Kinds {
  private static final String TENANTS = "coditect_shared.";

  private Kinds() {}

  /** Empty for the worker's own tables. */
  static Optional<String> of(Statement statement) {
    return of(statement.table(), statement.kind() == Kind.CHANGE_WITH_PERSON);
  }

  static Optional<String> of(String table, boolean changed) {
    return Optional.of(table)
        .filter(name -> name.startsWith(TENANTS))
        .map(name -> name.substring(TENANTS.length()).replace('_', '-'))
        .map(name -> name + (changed ? "-changed" : "-erased"));
  }
}
