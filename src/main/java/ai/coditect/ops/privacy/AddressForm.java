package ai.coditect.ops.privacy;

import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the keyed hash of a held address was made from. */
public enum AddressForm {
  /** The address in lower case, by every version before there was a normal form. */
  LOWER_CASED("coditect.ops.address.v1") {
    @Override
    String written(String address) {
      return EmailAddress.lowerCased(address);
    }

    @Override
    public Set<String> spellings(String stored, String lowered) {
      return EmailAddress.lowerCasedSpellings(stored, lowered);
    }
  },

  /** The normal form of the address. */
  NORMAL("coditect.ops.address.v2") {
    @Override
    String written(String address) {
      return EmailAddress.normal(address);
    }
  },

  /** The normal form without a +tag; whoever has the address with one is held as well. */
  ANY_TAG("coditect.ops.address-of-any-tag.v2") {
    @Override
    String written(String address) {
      return EmailAddress.withoutTag(EmailAddress.normal(address));
    }
  };

  private final String purpose;

  AddressForm(String purpose) {
    this.purpose = purpose;
  }

  abstract String written(String address);

  /**
   * The texts that may have been hashed for an address that the database holds. They are wide: they
   * may keep somebody from being erased and never decide who is.
   *
   * @param stored as the column has it
   * @param lowered as PostgreSQL lower-cases it
   */
  public Set<String> spellings(String stored, String lowered) {
    return Set.of(written(stored));
  }

  /** Separates this form's hashes from all others of the same key. */
  public String purpose() {
    return purpose;
  }

  /** Every hash that an address may have been written as, that of the key that writes first. */
  public List<SubjectHash> hashes(SubjectKey key, String typed) {
    return key.hashes(purpose, written(typed));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param word null in rows of the versions before
   */
  public static AddressForm of(@Nullable String word) {
    return word == null ? LOWER_CASED : valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
