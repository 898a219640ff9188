package ai.coditect.ops.ledger;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A database on a server. Neither alone tells production from a copy: a restored database is bit by
 * bit the one it was copied from, and a server holds many databases.
 *
 * @param database the random id that the database was given when it was made
 * @param server where it is, and its name there; letters that no host or instance has are encoded
 */
public record WriterIdentity(UUID database, String server) {
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9._:/#%\\[\\]-]{1,600}");

  public WriterIdentity {
    if (!SERVER.matcher(server).matches()) {
      throw new IllegalArgumentException("not a server");
    }
  }

  /**
   * @param place a connection name, or a host, a port and what the server knows itself by
   * @param name the database's name there
   */
  public static WriterIdentity of(UUID database, String place, String name) {
    return new WriterIdentity(database, place + "/" + encoded(name));
  }

  /** Whether it is known by a connection name, which no other server ever gets. */
  public boolean isInstance() {
    return !server.contains("#");
  }

  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
      text.append(plain ? Character.toString(c) : String.format("%%%02x", (int) c));
    }
    return text.toString();
  }

  /** For a person. */
  public String described() {
    return server + " (database " + database + ")";
  }
}
