package ai.coditect.ops.privacy.participant;

import ai.coditect.ops.privacy.PersonalDataFile;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the list of other stores strictly: whatever is wrong with the file is told at once. */
final class ParticipantsReader {
  static final String FILE = "participants.yaml";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,29}(-[a-z0-9]{1,30}){0,3}");
  private static final int LONGEST_DAYS = 30;

  private ParticipantsReader() {}

  /**
   * @throws ProblemsException with every problem of the file
   */
  static Participants read(PersonalDataFile file) {
    // Nothing but blank lines and comments says the same as an empty list.
    if (new String(file.bytes(), StandardCharsets.UTF_8)
        .lines()
        .allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
      return new Participants(file.name(), List.of());
    }
    Findings findings = new Findings(file.name());
    Optional<MappingNode> top = YamlFile.parse(file.bytes(), findings);
    List<Participant> all =
        top.map(node -> participants(new Section(node, "", findings))).orElse(List.of());
    if (!findings.problems().isEmpty()) {
      throw new ProblemsException(findings.problems());
    }
    return new Participants(file.name(), all);
  }

  private static List<Participant> participants(Section top) {
    Optional<Section> section = top.required("participants").flatMap(Value::section);
    top.close();
    List<Participant> all = new ArrayList<>();
    section.ifPresent(
        names -> {
          for (String name : List.copyOf(names.keys())) {
            Optional<Value> value = names.optional(name);
            if (!NAME.matcher(name).matches()) {
              value.ifPresent(
                  each ->
                      each.wrong(
                          "\"" + name + "\" is not a store's name.",
                          "Write it in lower case with hyphens, as in sessions."));
            }
            value
                .flatMap(Value::section)
                .flatMap(each -> participant(name, each))
                .ifPresent(all::add);
          }
          names.close();
        });
    return List.copyOf(all);
  }

  private static Optional<Participant> participant(String name, Section section) {
    Optional<String> title = section.required("title").flatMap(Value::text);
    Map<Category, String> holds =
        section
            .required("holds")
            .flatMap(Value::section)
            .map(ParticipantsReader::holds)
            .orElse(Map.of());
    Optional<Period> within = section.required("within").flatMap(ParticipantsReader::within);
    section.close();
    return title.isPresent() && !holds.isEmpty() && within.isPresent()
        ? Optional.of(new Participant(name, title.get(), holds, within.get()))
        : Optional.empty();
  }

  private static Map<Category, String> holds(Section section) {
    Map<Category, String> holds = new EnumMap<>(Category.class);
    for (Category category : Category.values()) {
      section
          .optional(category.name().toLowerCase(Locale.ROOT))
          .flatMap(Value::text)
          .ifPresent(words -> holds.put(category, words));
    }
    if (section.keys().isEmpty()) {
      section.report(
          "The store holds nothing.", "Say what it holds by category, or remove the store.");
    }
    section.close();
    return Collections.unmodifiableMap(holds);
  }

  private static Optional<Period> within(Value value) {
    return value
        .period()
        .filter(
            period -> {
              boolean month = period.equals(Period.ofMonths(1));
              int days = period.toTotalMonths() == 0 ? period.getDays() : 0;
              boolean fits = month || days > 0 && days <= LONGEST_DAYS;
              if (!fits) {
                value.wrong(
                    "A store has one day at least, and a month at most.",
                    "Write 30d or less: the person has a right to the answer within a month (GDPR"
                        + " Art. 12(3)).");
              }
              return fits;
            });
  }
}
