package ai.coditect.ops.privacy.request;

import java.util.Locale;

/** Why a request is not recorded. Names nobody. */
public enum Refusal {
  FUTURE("requestedAt lies in the future", "Send the instant at which the person asked."),
  TOO_OLD("requestedAt lies before the year 1970", "Send the instant at which the person asked."),
  OTHER_CONTENT(
      "its request id is on record for somebody else or something else",
      "Give each request an id of its own."),
  ASKED_EARLIER(
      "its request id is on record as asked at a later instant",
      "Ask under another request id: each keeps its own time, and the earliest is due first."),
  UNKNOWN_ORGANIZATION(
      "there is no such organization, and no erasure of it is known", "Correct the id."),
  UNKNOWN_USER(
      "the organization has no such user, and no erasure of them is known", "Correct the ids."),
  ORGANIZATION_NOT_DELETED(
      "the organization is not deleted",
      "Delete the organization first, then ask again; name a user to erase one person.");

  private final String what;
  private final String cure;

  Refusal(String what, String cure) {
    this.what = what;
    this.cure = cure;
  }

  /** By the word that statements have for it. */
  public static Refusal of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public String what() {
    return what;
  }

  public String cure() {
    return cure;
  }

  /** True when the state of the database stands against it, not what was asked. */
  public boolean guards() {
    return this == OTHER_CONTENT || this == ASKED_EARLIER || this == ORGANIZATION_NOT_DELETED;
  }
}
