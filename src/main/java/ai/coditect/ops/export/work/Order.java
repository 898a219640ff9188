package ai.coditect.ops.export.work;

import ai.coditect.ops.export.content.Scope;
import java.util.Optional;
import java.util.UUID;

/**
 * A package that has to be written.
 *
 * @param recipient the public key it is encrypted to
 */
record Order(UUID id, String name, Scope scope, Optional<String> recipient) {
  @Override
  public String toString() {
    return "Order of package " + id;
  }
}
