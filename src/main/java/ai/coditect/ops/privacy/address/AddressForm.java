package ai.coditect.ops.privacy.address;

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
    public Set<String> spellings(String stored, String lowered, boolean all) {
      return all ? EarlierSpellings.of(stored, lowered) : EarlierSpellings.likely(stored, lowered);
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
   * @param all also those that are hardly ever typed and take a hundred times as long
   */
  public Set<String> spellings(String stored, String lowered, boolean all) {
    return Set.of(written(stored));
  }

  /**
   * The narrowest form, for what must not be taken for somebody else's: quotes that are not needed,
   * case, and how the domain is spelled are all that it passes over.
   */
  public static String sameMailbox(String address) {
    return EmailAddress.sameMailbox(address);
  }

  /** Whether something that is seen stands on either side of the sign. */
  public static boolean isWhole(String address) {
    String normal = EmailAddress.normal(address);
    int at = normal.lastIndexOf('@');
    return at > 0 && at < normal.length() - 1;
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
