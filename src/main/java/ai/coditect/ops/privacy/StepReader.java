package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Condition;
import ai.coditect.ops.privacy.PersonalDataMap.Erase;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Treatment;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how a row leads to somebody: by one step, and where else in it a person stands. */
final class StepReader {
  private static final String NAME = TableName.FORM;
  private static final String PART = "(?! )(?:(?! -> |\\[\\])[^.\\p{Cntrl}])+(?<! )";
  private static final String CONDITION = "(?: when (" + NAME.replace(" -> ", " = ") + ") = (.+))?";

  private final Pattern step;
  private final Pattern place;

  /** Where each path is written, for the rules that look at the map as a whole. */
  private final Map<Step, Value> written = new LinkedHashMap<>();

  private final Map<String, Value> triggers = new LinkedHashMap<>();

  /**
   * @param table the form of a table's name
   */
  StepReader(String table) {
    String key = "(" + table + ")\\.(" + NAME.replace(" -> ", " when ") + ")";
    this.step = Pattern.compile("(" + NAME + ")(?: -> " + key + CONDITION + ")?");
    this.place =
        Pattern.compile("(" + PART + ")((?:\\." + PART + ")*)(\\[\\])? -> " + key + CONDITION);
  }

  /** Where the triggers of each table are written. */
  Map<String, Value> triggers() {
    return triggers;
  }

  Map<Step, Value> written() {
    return written;
  }

  Optional<Step> step(String table, Value value) {
    Optional<Step> read =
        value
            .matching(step, "a step of a path", "owner_id -> coditect_shared.users.id")
            .map(step::matcher)
            .filter(Matcher::matches)
            .map(
                parts ->
                    new Step(
                        table,
                        parts.group(1),
                        parts.group(2) == null
                            ? new Key(table, parts.group(1))
                            : new Key(parts.group(2), parts.group(3)),
                        condition(parts, 4)));
    read.ifPresent(each -> written.put(each, value));
    return read;
  }

  private static Optional<Condition> condition(Matcher parts, int group) {
    return Optional.ofNullable(parts.group(group))
        .map(column -> new Condition(column, parts.group(group + 1)));
  }

  /** What becomes of a row, or of the place, when the person goes who stands there. */
  private enum Do {
    ERASE,
    ANONYMISE,
    SET
  }

  /** Words for {@link How} of such a place. */
  private enum Change {
    CLEAR,
    PSEUDONYM,
    REASSIGN,
    REMOVE
  }

  List<AlsoPerson> also(String table, List<Value> values, Optional<Rows> rows) {
    List<AlsoPerson> also = new ArrayList<>();
    for (Value value : values) {
      value.section().flatMap(each -> also(table, each, rows)).ifPresent(also::add);
    }
    return List.copyOf(also);
  }

  private Optional<AlsoPerson> also(String table, Section section, Optional<Rows> rows) {
    Optional<Value> subject = section.required("subject");
    Optional<Matcher> parts =
        subject
            .flatMap(
                value ->
                    value.matching(
                        place,
                        "a place where a person stands",
                        "assignee_id -> coditect_shared.users.id, watchers[] -> … or"
                            + " details.reviewer.id -> …"))
            .map(place::matcher)
            .filter(Matcher::matches);
    Optional<Value> strategy = section.required("do");
    Optional<Do> what = strategy.flatMap(value -> value.choice(Do.class, true));
    Optional<? extends Treatment> treatment = what.flatMap(each -> treatment(each, section));
    if (what.isEmpty()) {
      List.of("how", "to").forEach(section::optional);
    }
    section.close();
    if (parts.isEmpty() || treatment.isEmpty()) {
      return Optional.empty();
    }
    Matcher read = parts.get();
    Step first =
        new Step(table, read.group(1), new Key(read.group(4), read.group(5)), condition(read, 6));
    List<String> members =
        read.group(2).isEmpty() ? List.of() : List.of(read.group(2).substring(1).split("\\."));
    AlsoPerson also = new AlsoPerson(first, members, read.group(3) != null, treatment.get());
    written.put(first, subject.orElseThrow());
    fit(also, rows, strategy.orElseThrow());
    return Optional.of(also);
  }

  private static Optional<? extends Treatment> treatment(Do what, Section section) {
    return switch (what) {
      case ERASE -> Optional.of(new Erase());
      case ANONYMISE ->
          section
              .required("how")
              .flatMap(v -> v.choice(Change.class, true))
              .map(how -> new Anonymise(How.valueOf(how.name())));
      case SET -> ColumnReader.set(section);
    };
  }

  private static void fit(AlsoPerson also, Optional<Rows> rows, Value strategy) {
    Optional<How> how =
        also.treatment() instanceof Anonymise each ? Optional.of(each.how()) : Optional.empty();
    if (how.isEmpty() && rows.equals(Optional.of(Rows.KEEP))) {
      strategy.wrong(
          "The rows are kept, so they cannot go with whoever else stands in them.",
          "Write \"do: anonymise\" and how, or \"rows: erase\" for the table.");
    }
    if (also.each() && how.filter(each -> each != How.REMOVE).isPresent()) {
      strategy.wrong("Others stand in the array, too.", "Write \"do: anonymise, how: remove\".");
    }
    if (also.plain() && how.equals(Optional.of(How.REMOVE))) {
      strategy.wrong(
          "Only out of an array or a JSON document can something be removed.",
          "Write \"how: clear\", or name the place as watchers[] or details.reviewer.id.");
    }
    if (how.equals(Optional.of(How.REASSIGN)) && rows.equals(Optional.of(Rows.KEEP))) {
      strategy.wrong(
          "Where nobody is left to take over, the row would go, and the rows are kept.",
          "Write \"how: clear\" or \"how: pseudonym\".");
    }
    if (!also.plain() && how.equals(Optional.of(How.REASSIGN))) {
      strategy.wrong(
          "Only a column that leads to the person can be reassigned.", "Write \"how: remove\".");
    }
  }
}
