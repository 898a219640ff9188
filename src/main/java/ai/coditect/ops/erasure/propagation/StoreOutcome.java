package ai.coditect.ops.erasure.propagation;

import java.util.Locale;

/** What became of a question to another store, in the order in which two of one instant count. */
enum StoreOutcome {
  ERASED(true),
  NOTHING_HELD(true),
  FAILED(false),
  REFUSED(false),
  /** It was asked by a deletion alone, after a restore, and has never heard of it. */
  UNKNOWN(false),
  /** A person does without its answer. */
  WAIVED(true);

  private final boolean settled;

  StoreOutcome(boolean settled) {
    this.settled = settled;
  }

  /** Whether nothing more is wanted of the store. */
  boolean settled() {
    return settled;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static StoreOutcome of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
