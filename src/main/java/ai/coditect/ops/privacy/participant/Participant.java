package ai.coditect.ops.privacy.participant;

import ai.coditect.ops.privacy.PersonalDataMap.Category;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One store beside this database.
 *
 * @param name in events; it never changes
 * @param title as certificates and copies call it
 * @param holds what it holds of a person, by category, in the words of a person
 * @param within how long it may take to answer
 */
public record Participant(String name, String title, Map<Category, String> holds, Period within) {

  /** By when it has to have answered what it is asked now. */
  public Instant deadline(Instant now) {
    return now.atZone(ZoneOffset.UTC).plus(within).toInstant();
  }

  /** Its categories with their wording, as documents have them. */
  public Map<String, String> wording() {
    Map<String, String> wording = new LinkedHashMap<>();
    holds.forEach(
        (category, words) -> wording.put(category.name().toLowerCase(Locale.ROOT), words));
    return wording;
  }

  /** The same as one text. */
  public String words() {
    List<String> parts = new ArrayList<>();
    wording().forEach((category, words) -> parts.add(category + " (" + words + ")"));
    return String.join("; ", parts);
  }
}
