package ai.coditect.ops.ledger;

/** A ledger for tests of other packages that write thousands of them. */
public final class LedgerInMemory {
  private final SegmentsInMemory segments = new SegmentsInMemory();

  /** Another worker's eyes on the same ledger. */
  public Ledger open() {
    return new SegmentedLedger(() -> segments);
  }
}
