package ai.coditect.ops.backup.examine.row;

import java.math.BigInteger;

/**
 * Rows of one table and tenant in a copy.
 *
 * @param kept row versions that the marker saw, unchanged since
 * @param doubtful those of them of which that is not certain
 * @param fingerprint of those kept
 * @param later versions that were written after the marker
 * @param older of the later ones, rows that are older than the marker: they were changed
 * @param beside of those, rows that were made while the marker was taken or shortly before: it may
 *     have seen them or not
 * @param identity of the rows that are older than the marker, changed or not
 */
public record TenantRows(
    long kept,
    long doubtful,
    BigInteger fingerprint,
    long later,
    long older,
    long beside,
    BigInteger identity) {
  static final TenantRows NONE = new TenantRows(0, 0, BigInteger.ZERO, 0, 0, 0, BigInteger.ZERO);

  /**
   * One part of a comparison.
   *
   * @param part 0 seen by the marker, 1 perhaps; not seen and made 2 after it, 3 shortly before it
   *     or nobody knows when, 4 earlier
   */
  static TenantRows of(int part, long rows, BigInteger fingerprint, BigInteger identity) {
    return switch (part) {
      case 0 -> new TenantRows(rows, 0, fingerprint, 0, 0, 0, identity);
      case 1 -> new TenantRows(rows, rows, fingerprint, 0, 0, 0, identity);
      case 2 -> new TenantRows(0, 0, BigInteger.ZERO, rows, 0, 0, BigInteger.ZERO);
      case 3 -> new TenantRows(0, 0, BigInteger.ZERO, rows, rows, rows, identity);
      case 4 -> new TenantRows(0, 0, BigInteger.ZERO, rows, rows, 0, identity);
      default -> throw new IllegalArgumentException("no part " + part);
    };
  }

  TenantRows plus(TenantRows other) {
    return new TenantRows(
        kept + other.kept,
        doubtful + other.doubtful,
        fingerprint.add(other.fingerprint),
        later + other.later,
        older + other.older,
        beside + other.beside,
        identity.xor(other.identity));
  }

  /** Rows that are older than the marker. */
  long present() {
    return kept + older;
  }
}
