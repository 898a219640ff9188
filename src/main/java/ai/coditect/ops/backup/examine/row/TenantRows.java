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

  private static final int DOUBTFUL = 1;
  private static final int LATER = 2;
  private static final int BESIDE = 1;

  /**
   * One line of a comparison.
   *
   * @param seen 0 by the marker, 1 perhaps, 2 not
   * @param born 0 after the marker, 1 shortly before it or nobody knows when, 2 earlier
   */
  static TenantRows of(int seen, int born, long rows, BigInteger fingerprint, BigInteger identity) {
    if (seen != LATER) {
      return new TenantRows(rows, seen == DOUBTFUL ? rows : 0, fingerprint, 0, 0, 0, identity);
    }
    return born >= BESIDE
        ? new TenantRows(0, 0, BigInteger.ZERO, rows, rows, born == BESIDE ? rows : 0, identity)
        : new TenantRows(0, 0, BigInteger.ZERO, rows, 0, 0, BigInteger.ZERO);
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
