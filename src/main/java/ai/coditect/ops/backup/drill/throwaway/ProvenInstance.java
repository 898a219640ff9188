package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;

/**
 * An instance that the run's own operation made, as it was read back a moment ago. Only {@link
 * InstanceWriteGuard} makes one.
 */
public final class ProvenInstance {
  private final InstanceSeen seen;

  ProvenInstance(InstanceSeen seen) {
    this.seen = seen;
  }

  InstanceName name() {
    return seen.name();
  }

  InstanceSeen seen() {
    return seen;
  }
}
