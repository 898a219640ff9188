package ai.coditect.ops.database;

import java.util.List;
import java.util.Optional;

/**
 * What one {@code migrate} did.
 *
 * @param tenant versions and descriptions applied to {@code coditect_shared}, in order
 * @param tenantSkipped why {@code coditect_shared} was left alone; empty when it was not
 * @param ops versions and descriptions applied to {@code coditect_ops}, in order
 * @param granted what was done for logins and roles, as sentences
 */
public record MigrationReport(
    String database,
    List<String> tenant,
    Optional<String> tenantSkipped,
    List<String> ops,
    List<String> granted) {

  public boolean changedNothing() {
    return tenant.isEmpty() && ops.isEmpty() && granted.isEmpty();
  }
}
