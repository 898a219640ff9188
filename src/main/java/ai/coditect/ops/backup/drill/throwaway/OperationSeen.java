package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that takes the service a while, as it shows it at one moment.
 *
 * @param type {@code CREATE}, {@code CLONE}, {@code RESTORE_VOLUME}, {@code DELETE} and so on
 * @param target the instance that it makes or changes
 * @param error the service's code where it ended with one; DONE alone is no success
 */
public record OperationSeen(
    String name,
    String type,
    InstanceName target,
    boolean done,
    Optional<String> error,
    Optional<Instant> askedAt) {

  public boolean succeeded() {
    return done && error.isEmpty();
  }
}
