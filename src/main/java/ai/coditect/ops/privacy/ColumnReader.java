package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Apart;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.Erase;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Treatment;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.time.Period;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one personal column, and whether what happens to it fits what happens to its row. */
final class ColumnReader {
  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  static final String FOREVER = "life-of-organization";

  private ColumnReader() {}

  /** The strategies; columns that are not personal are listed apart. */
  enum Do {
    ERASE,
    ANONYMISE,
    SET,
    KEEP,
    /** As is said where the table says who else stands there. */
    ALSO
  }

  /** Words for {@link How} of a whole column. */
  private enum Change {
    CLEAR,
    PSEUDONYM,
    REASSIGN
  }

  /** Empty when something was wrong and has been reported. */
  static Optional<Column> read(
      String name, Section section, Optional<Rows> rows, Optional<Step> subject) {
    Optional<Value> strategy = section.required("do");
    Optional<Do> what = strategy.flatMap(value -> value.choice(Do.class, true));
    Optional<? extends Treatment> treatment = what.flatMap(each -> treatment(each, section));
    if (what.isEmpty()) {
      List.of("how", "to", "ground", "for").forEach(section::optional);
    }
    Optional<Category> category =
        section.required("category").flatMap(value -> value.choice(Category.class, true));
    Optional<String> purpose =
        section.required("purpose").flatMap(v -> v.matching(KEBAB, "a purpose", "account"));
    Optional<Boolean> provided = section.required("provided").flatMap(Value::bool);
    Optional<Value> export = section.required("export");
    Set<Profile> profiles = export.map(ColumnReader::profiles).orElse(Set.of());
    section.close();
    if (what.isPresent() && rows.isPresent()) {
      fit(strategy.orElseThrow(), what.get(), rows.get());
    }
    boolean reassigned = treatment.equals(Optional.of(new Anonymise(How.REASSIGN)));
    if (reassigned && subject.isPresent() && !subject.get().column().equals(name)) {
      strategy
          .orElseThrow()
          .wrong(
              "Only the column that leads to the person can be reassigned.",
              "Write \"how: clear\" or \"how: pseudonym\".");
    }
    if (profiles.contains(Profile.PORTABILITY)
        && (!profiles.contains(Profile.ACCESS) || provided.equals(Optional.of(false)))) {
      export
          .orElseThrow()
          .wrong(
              "Portable is what the person provided, and it is part of every access.",
              "Write \"provided: true\" and \"export: [ access, portability ]\", or \"export: [ access ]\".");
    }
    return treatment.isPresent() && category.isPresent() && purpose.isPresent()
        ? Optional.of(
            new Column(
                treatment.get(), category.get(), purpose.get(), provided.orElse(false), profiles))
        : Optional.empty();
  }

  private static Optional<? extends Treatment> treatment(Do what, Section section) {
    return switch (what) {
      case ERASE -> Optional.of(new Erase());
      case ANONYMISE ->
          section
              .required("how")
              .flatMap(v -> v.choice(Change.class, true))
              .map(how -> new Anonymise(How.valueOf(how.name())));
      case SET -> set(section);
      case ALSO -> Optional.of(new Apart());
      case KEEP -> {
        Optional<String> ground = section.required("ground").flatMap(Value::text);
        Optional<Optional<Period>> period = section.required("for").flatMap(ColumnReader::period);
        yield ground.isPresent() && period.isPresent()
            ? Optional.of(new Keep(ground.get(), period.get()))
            : Optional.empty();
      }
    };
  }

  static Optional<Anonymise> set(Section section) {
    return section
        .required("to")
        .flatMap(Value::plain)
        .map(constant -> new Anonymise(How.SET, Optional.of(constant)));
  }

  private static Optional<Optional<Period>> period(Value value) {
    if (value.text().equals(Optional.of(FOREVER))) {
      return Optional.of(Optional.empty());
    }
    Optional<Period> period = value.period();
    if (period.isPresent() && period.get().isZero()) {
      return value.wrong("Kept for no time at all.", "Write \"do: erase\", or a time as 10y.");
    }
    return period.map(Optional::of);
  }

  private static void fit(Value strategy, Do what, Rows rows) {
    if (what == Do.ALSO) {
      return;
    }
    if (rows == Rows.ERASE && what != Do.ERASE) {
      strategy.wrong(
          "The row is erased, so the column cannot stay.",
          "Write \"do: erase\", or \"rows: keep\" for the table.");
    }
    if (rows == Rows.KEEP && what == Do.ERASE) {
      strategy.wrong(
          "The row stays, so the column cannot go with it.",
          "Write \"do: anonymise\" and how, or \"rows: erase\" for the table.");
    }
  }

  private static Set<Profile> profiles(Value value) {
    Set<Profile> profiles = EnumSet.noneOf(Profile.class);
    for (Value item : value.list().orElse(List.of())) {
      Optional<Profile> profile = item.choice(Profile.class, true);
      if (profile.isPresent() && !profiles.add(profile.get())) {
        item.wrong("The profile is listed twice.", "Keep one of the two.");
      }
    }
    return java.util.Collections.unmodifiableSet(profiles);
  }
}
