package ai.coditect.ops.privacy;

import java.util.Locale;

/** What the server does to the rows that refer by a foreign key to a row that goes or changes. */
public enum KeyAction {
  NONE,
  CASCADE,
  SET_NULL,
  SET_DEFAULT;

  /** As SQL says it. */
  public String words() {
    return name().replace('_', ' ');
  }

  /** As the map says it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
