package ai.coditect.ops.export.content;

import ai.coditect.ops.export.parcel.Contents.Field;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What GDPR Art. 15(1) wants told about a column, in words.
 *
 * @param recipients by category
 * @param untilErased how long somebody is kept after deletion; in the plain words of a person
 */
record Wording(Map<Category, List<String>> recipients, String untilErased) {

  Field personal(String name, String type, Column column) {
    return new Field(
        name,
        type,
        Optional.of(column.category().name().toLowerCase(Locale.ROOT)),
        Optional.of(column.purpose()),
        Optional.of(column.provided() ? "given by the person" : "from the use of the service"),
        Optional.of(retention(column)),
        recipients.getOrDefault(column.category(), List.of()));
  }

  static Field plain(String name, String type) {
    return new Field(
        name,
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private String retention(Column column) {
    if (column.treatment() instanceof Keep keep) {
      return keep.period()
              .map(period -> "kept for " + words(period))
              .orElse("kept as long as the organization")
          + ", "
          + keep.ground();
    }
    if (column.treatment() instanceof Anonymise anonymise) {
      return switch (anonymise.how()) {
            case CLEAR -> "cleared";
            case PSEUDONYM -> "replaced by a keyed hash";
            case REASSIGN -> "passed to an owner of the organization";
            case REMOVE -> "removed";
            case SET -> "replaced by a constant";
          }
          + " when the person is erased: "
          + untilErased;
    }
    return untilErased;
  }

  static String words(Period period) {
    StringBuilder words = new StringBuilder();
    add(words, period.getYears(), "year");
    add(words, period.getMonths(), "month");
    add(words, period.getDays(), "day");
    return words.isEmpty() ? "no time" : words.toString();
  }

  private static void add(StringBuilder words, int count, String unit) {
    if (count != 0) {
      words.append(words.isEmpty() ? "" : " ").append(count).append(' ').append(unit);
      words.append(count == 1 ? "" : "s");
    }
  }
}
