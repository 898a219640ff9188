package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An instance as the service shows it at one moment, as far as a drill depends on it.
 *
 * @param backedUp whether it makes backups, or leaves some behind when it is deleted
 * @param address its private address, once it has one
 * @param connectionName what a connector calls it
 */
public record InstanceSeen(
    InstanceName name,
    Map<String, String> labels,
    Optional<Instant> createdAt,
    String state,
    boolean deletionProtection,
    boolean backedUp,
    Optional<String> address,
    String connectionName) {

  /** Whether it carries the label of any drill. */
  public boolean isOfADrill() {
    return labels.containsKey(Creation.LABEL);
  }
}
