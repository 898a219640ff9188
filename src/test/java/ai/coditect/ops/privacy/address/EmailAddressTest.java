package ai.coditect.ops.privacy.address;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressPairs.Pair;
import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmailAddressTest {
  private static final SubjectKey KEY =
      SubjectKey.read("k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");

  @Test
  void every_spelling_of_an_address_has_one_normal_form() {
    assertThat(AddressPairs.SAME).hasSizeGreaterThanOrEqualTo(40);
    for (Pair pair : AddressPairs.SAME) {
      assertThat(EmailAddress.normal(pair.stored()))
          .as(pair.why())
          .isEqualTo(EmailAddress.normal(pair.typed()));
    }
  }

  @Test
  void different_addresses_stay_different() {
    for (Pair pair : AddressPairs.OTHER) {
      assertThat(EmailAddress.normal(pair.stored()))
          .as(pair.why())
          .isNotEqualTo(EmailAddress.normal(pair.typed()));
    }
  }

  @Test
  void no_letter_of_unicode_escapes_its_other_spellings() {
    List<String> escaped = new ArrayList<>();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      int letter = point;
      if (!Character.isDefined(letter) || Character.getType(letter) == Character.SURROGATE) {
        continue;
      }
      if (letter == '"' || letter == '@' || letter == '\\') {
        continue;
      }
      String address = "a" + Character.toString(letter) + "b@example.org";
      Set<String> others =
          new HashSet<>(
              List.of(
                  address,
                  address.toLowerCase(Locale.ROOT),
                  "a" + Character.toString(letter).toUpperCase(Locale.ROOT) + "b@example.org",
                  Normalizer.normalize(address, Form.NFC),
                  Normalizer.normalize(address, Form.NFD),
                  Normalizer.normalize(address, Form.NFKD)));
      // Most have no other spelling.
      if (others.size() > 1) {
        String normal = EmailAddress.normal(address);
        others.add(normal);
        others.removeIf(other -> EmailAddress.normal(other).equals(normal));
        others.forEach(other -> escaped.add("U+" + Integer.toHexString(letter) + " " + other));
      }
    }
    assertThat(escaped).isEmpty();
  }

  @Test
  void the_locale_of_the_process_decides_nothing() {
    Locale before = Locale.getDefault();
    String normal = EmailAddress.normal("TITLE@EXAMPLE.ORG");
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(EmailAddress.normal("TITLE@EXAMPLE.ORG")).isEqualTo(normal);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void any_text_has_a_form_and_no_text_fails() {
    String letters = "aZ.@@\"\\+-xnXN--09 äßİı\u0307\u200d。＠\ud800\udc00\u0000\uffff";
    Random random = new Random(7);
    for (int n = 0; n < 3_000; n++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "a@xn--" : "");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      String address = text.toString();
      assertThat(EmailAddress.normal(address)).isEqualTo(EmailAddress.normal(address));
      assertThat(EarlierSpellings.of(address, address))
          .contains(address.strip().toLowerCase(Locale.ROOT), EmailAddress.normal(address));
    }
    assertThat(EmailAddress.normal("")).isEmpty();
    assertThat(EmailAddress.normal("@")).isEqualTo("@");
  }

  @Test
  void punycode_is_read_as_the_platform_writes_it() {
    Random random = new Random(11);
    String letters = "abcz09-äöüéñçłøåαβγджшկაกあ漢字한글𐐨";
    int[] points = letters.codePoints().toArray();
    for (int n = 0; n < 5_000; n++) {
      StringBuilder label = new StringBuilder("ü");
      for (int i = random.nextInt(12); i > 0; i--) {
        label.appendCodePoint(points[random.nextInt(points.length)]);
      }
      String normal = Normalizer.normalize(label, Form.NFKC).toLowerCase(Locale.ROOT);
      assertThat(Punycode.decoded(IDN.toASCII(normal, IDN.ALLOW_UNASSIGNED))).isEqualTo(normal);
    }
    assertThat(Punycode.decoded("xn--strae-oqa")).isEqualTo("straße");
    assertThat(Punycode.decoded("XN--STRAE-OQA")).isEqualTo("straße");
    assertThat(Punycode.decoded("xn--")).isEmpty();
    assertThat(Punycode.decoded("xn--99999999")).isEqualTo("xn--99999999");
    assertThat(Punycode.decoded("xn--9999999999999999")).isEqualTo("xn--9999999999999999");
    assertThat(Punycode.decoded("xn--ü")).isEqualTo("xn--ü");
    assertThat(Punycode.decoded("müller")).isEqualTo("müller");
  }

  @Test
  void a_tag_is_what_follows_the_first_plus_of_a_local_part() {
    assertThat(EmailAddress.withoutTag("a+b+c@x.org")).isEqualTo("a@x.org");
    assertThat(EmailAddress.withoutTag("+b@x.org")).isEqualTo("+b@x.org");
    assertThat(EmailAddress.withoutTag("a@x+y.org")).isEqualTo("a@x+y.org");
    assertThat(EmailAddress.withoutTag("a+b")).isEqualTo("a+b");
  }

  /** Computed with Python's hmac; a change would let go whoever is held. */
  @Test
  void hashes_are_those_that_are_in_databases() {
    assertThat(AddressForm.LOWER_CASED.hashes(KEY, " JÖRG@Example.org ").get(0).hash())
        .isEqualTo("a9e1025ce109bc0178bbe3afd091f47823ff478f5abc11dfa9a0c59dfc35ea19");
    assertThat(AddressForm.NORMAL.hashes(KEY, "JÖRG@Example.org.").get(0).hash())
        .isEqualTo("2cdb805b63c8863a109d5c96753fc780b6978441205ce7fec9668b1ce3041d1e");
    assertThat(AddressForm.ANY_TAG.hashes(KEY, "JÖRG+tag@Example.org").get(0).hash())
        .isEqualTo("47e7d1f04f846302e8b4a6638678a6acf0a5009eed91ea1eb085f4ab980d5389");
  }

  /**
   * The form is wide: two people may share it. So it keeps people and never finds them to erase.
   */
  @Test
  void nobody_but_holds_and_exports_compares_by_form() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> naming = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String room = file.getParent().getFileName().toString();
        String text = Files.readString(file);
        if (!room.equals("hold")
            && !room.equals("address")
            && (text.contains("AddressForm") || text.contains("HeldAddress"))) {
          naming.add(file.getFileName().toString());
        }
      }
      // What an export leaves in as its own person's, however it is spelled, erases nobody.
      assertThat(naming).containsExactlyInAnyOrder("HoldStore.java", "OwnAddresses.java");
    }
  }

  @Test
  void forms_are_read_as_they_are_written_and_nothing_is_the_version_before() {
    for (AddressForm form : AddressForm.values()) {
      assertThat(AddressForm.of(form.word())).isEqualTo(form);
    }
    assertThat(AddressForm.of(null)).isEqualTo(AddressForm.LOWER_CASED);
  }
}
