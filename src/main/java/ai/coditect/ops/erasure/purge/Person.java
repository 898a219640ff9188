package ai.coditect.ops.erasure.purge;

import java.util.UUID;

/**
 * A person whose row is locked.
 *
 * @param address the e-mail address as it is stored; it never leaves the bite
 * @param lowered as PostgreSQL lower-cases it
 */
record Person(UUID id, UUID organization, String address, String lowered) {
  @Override
  public String toString() {
    return "Person in " + organization;
  }
}
