package ai.coditect.ops.backup.drill;

import ai.coditect.ops.local.sqladmin.ServersBehind;
import java.time.Instant;
import java.util.Optional;

/**
 * Every instance shows one server that is there anyway: enough where only the way of a drill
 * counts.
 */
class OneServer implements ServersBehind {
  private final String address;

  OneServer(String address) {
    this.address = address;
  }

  @Override
  public Optional<String> create(String instance) {
    return Optional.of(address);
  }

  @Override
  public Optional<String> copy(String source, String instance, Optional<Instant> until) {
    return Optional.of(address);
  }
}
