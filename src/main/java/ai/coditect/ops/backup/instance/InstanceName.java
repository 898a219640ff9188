package ai.coditect.ops.backup.instance;

import java.util.Optional;

/** Which instance is meant, as the Admin API names it. */
public record InstanceName(String project, String instance) {

  /**
   * Of a connection name, {@code project:region:instance}; a project of a domain has a colon of its
   * own.
   */
  public static Optional<InstanceName> ofConnection(String connectionName) {
    int last = connectionName.lastIndexOf(':');
    int region = last < 0 ? -1 : connectionName.lastIndexOf(':', last - 1);
    return region <= 0 || last == connectionName.length() - 1
        ? Optional.empty()
        : Optional.of(
            new InstanceName(
                connectionName.substring(0, region), connectionName.substring(last + 1)));
  }
}
