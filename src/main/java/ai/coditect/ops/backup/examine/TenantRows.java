package ai.coditect.ops.backup.examine;

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
record TenantRows(
    long kept,
    long doubtful,
    BigInteger fingerprint,
    long later,
    long older,
    long beside,
    BigInteger identity) {
  static final TenantRows NONE = new TenantRows(0, 0, BigInteger.ZERO, 0, 0, 0, BigInteger.ZERO);

  private static final int LATER = 2;
  private static final int DOUBTFUL = 1;

  /** One line of a comparison. */
  static TenantRows of(
      int seen,
      long rows,
      BigInteger fingerprint,
      BigInteger identity,
      long bornBefore,
      BigInteger bornIdentity,
      long bornBeside) {
    return seen == LATER
        ? new TenantRows(0, 0, BigInteger.ZERO, rows, bornBefore, bornBeside, bornIdentity)
        : new TenantRows(rows, seen == DOUBTFUL ? rows : 0, fingerprint, 0, 0, 0, identity);
  }

  TenantRows plus(TenantRows other) {
    return new TenantRows(
        kept + other.kept,
        doubtful + other.doubtful,
        fingerprint.add(other.fingerprint),
        later + other.later,
        older + other.older,
        beside + other.beside,
        identity.add(other.identity));
  }

  /** Rows that are older than the marker. */
  long present() {
    return kept + older;
  }
}
