package ai.coditect.ops.backup.marker;

import java.util.UUID;

/**
 * Rows of one table and tenant.
 *
 * @param fingerprint the sum of the rows' 64-bit hashes, in decimal
 * @param identity the hashes of key and tenant, which no change of a row alters, by exclusive or
 */
public record Figure(
    String table, UUID organization, long rows, String fingerprint, String identity) {

  /** As it goes into the digest of a marker. */
  String line() {
    return table + "\t" + organization + "\t" + rows + "\t" + fingerprint + "\t" + identity + "\n";
  }
}
