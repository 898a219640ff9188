package ai.coditect.ops.erasure.purge;

import java.util.UUID;

/**
 * A person whose row is locked.
 *
 * @param address the lower-cased e-mail address; it never leaves the bite
 */
record Person(UUID id, UUID organization, String address) {
  @Override
  public String toString() {
    return "Person in " + organization;
  }
}
