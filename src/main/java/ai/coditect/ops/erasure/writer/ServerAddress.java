package ai.coditect.ops.erasure.writer;

import java.util.Locale;

/**
 * The server as the environment says it.
 *
 * @param instance a connection name; empty when the host is given
 */
public record ServerAddress(String instance, String host) {

  boolean isInstance() {
    return !instance.isEmpty();
  }

  /**
   * What tells this server from a copy of its data: a connection name, which outlives failover,
   * maintenance and upgrades and which no other instance ever gets; or the host and the port that
   * the server itself says, so that a proxy on the way is nothing new, and the identifier of its
   * data directory.
   */
  String place(String port, long systemIdentifier) {
    return isInstance()
        ? instance
        : spelled() + ":" + port + "#" + Long.toUnsignedString(systemIdentifier);
  }

  private String spelled() {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return saysNothing() ? "localhost" : name.contains(":") ? "[" + name + "]" : name;
  }

  /** Behind a local address there may be any server: a proxy has one too. */
  boolean saysNothing() {
    return !isInstance() && host.matches("(?i)localhost|127\\..*|::1|");
  }
}
