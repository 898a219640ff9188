package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.RefreshedView;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.SeenTrigger;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.yaml.Findings;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import ai.coditect.ops.problem.yaml.YamlFile;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the map strictly: whatever is wrong with the file is told at once. */
final class PersonalDataReader {
  private static final String NAME = TableName.FORM;
  private static final String TABLE = NAME + "\\." + NAME;

  /** Those of the platform; a deployment may have more. */
  private static final List<String> SCHEMAS = List.of("coditect_shared", "coditect_ops");

  private static final Pattern COLUMN = Pattern.compile(NAME);
  private static final Pattern A_TABLE = Pattern.compile(TABLE);
  private static final Pattern FUNCTION = Pattern.compile(NAME + "\\." + NAME);
  private static final Pattern KEY = Pattern.compile("(" + TABLE + ")\\.(" + NAME + ")");

  /** Only the engines' own tables may be classified without naming their columns. */
  private static final Pattern ENGINE = Pattern.compile("coditect_ops\\.(batch|qrtz|flyway)_.+");

  private final Findings findings;

  private final StepReader steps = new StepReader(TABLE);
  private final Map<String, RefreshedView> views = new LinkedHashMap<>();

  private PersonalDataReader(Findings findings) {
    this.findings = findings;
  }

  /**
   * @throws ProblemsException with every problem of the file
   */
  static PersonalDataMap read(PersonalDataFile file) {
    Findings findings = new Findings(file.name());
    Optional<MappingNode> top = YamlFile.parse(file.bytes(), findings);
    Optional<PersonalDataMap> map =
        top.map(node -> new PersonalDataReader(findings).map(new Section(node, "", findings)));
    if (map.isEmpty() || !findings.problems().isEmpty()) {
      throw new ProblemsException(findings.problems());
    }
    return map.get();
  }

  private PersonalDataMap map(Section top) {
    Optional<Value> subject = top.required("subject");
    Optional<Value> organization = top.required("organization");
    Map<Category, List<String>> recipients =
        top.optional("recipients").flatMap(Value::section).map(this::recipients).orElse(Map.of());
    Set<String> schemas = new LinkedHashSet<>(SCHEMAS);
    top.optional("schemas").ifPresent(value -> schemas.addAll(names(value, Map.of())));
    Optional<Section> section = top.required("tables").flatMap(Value::section);
    top.close();
    PersonalDataMap map =
        new PersonalDataMap(
            findings.file(),
            Collections.unmodifiableSet(schemas),
            subject.flatMap(PersonalDataReader::key).orElse(new Key("", "")),
            organization.flatMap(PersonalDataReader::key).orElse(new Key("", "")),
            recipients,
            section.map(each -> tables(each, schemas)).orElse(Map.of()),
            Collections.unmodifiableMap(views));
    // A table with a problem of its own is left out, and paths to it would seem to dangle.
    if (findings.problems().isEmpty()) {
      new PathRules(map, steps.written()).check(subject.orElseThrow(), organization.orElseThrow());
      new HistoryRules(map).check(steps.triggers());
    }
    return map;
  }

  private Map<Category, List<String>> recipients(Section section) {
    Map<Category, List<String>> recipients = new EnumMap<>(Category.class);
    for (Category category : Category.values()) {
      section
          .optional(category.name().toLowerCase(Locale.ROOT))
          .flatMap(Value::list)
          .ifPresent(
              values ->
                  recipients.put(
                      category, values.stream().flatMap(each -> each.text().stream()).toList()));
    }
    section.close();
    return Collections.unmodifiableMap(recipients);
  }

  private static Optional<Key> key(Value value) {
    return value
        .matching(KEY, "a column of a table", "coditect_shared.users.id")
        .map(KEY::matcher)
        .filter(Matcher::matches)
        .map(parts -> new Key(parts.group(1), parts.group(2)));
  }

  private Map<String, Table> tables(Section section, Set<String> schemas) {
    Map<String, Table> tables = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      Optional<Value> value = section.optional(name);
      int dot = name.indexOf('.');
      if (!A_TABLE.matcher(name).matches() || !schemas.contains(name.substring(0, dot))) {
        value.ifPresent(
            each ->
                each.wrong(
                    "\"" + name + "\" is not a table of " + String.join(" or ", schemas) + ".",
                    "Write it as coditect_shared.users, or name its schema at the top: schemas: ["
                        + " billing ]."));
      }
      value.flatMap(Value::section).ifPresent(each -> tables.put(name, table(name, each)));
    }
    section.close();
    return Collections.unmodifiableMap(tables);
  }

  private Table table(String name, Section section) {
    boolean engine = ENGINE.matcher(name).matches();
    if (section.keys().contains("nothing-personal")) {
      return wholesale(name, section, engine);
    }
    if (section.keys().contains("refresh")) {
      return refreshed(name, section);
    }
    Optional<Rows> rows = section.optional("rows").flatMap(value -> value.choice(Rows.class, true));
    Optional<Step> subject = section.optional("subject").flatMap(value -> steps.step(name, value));
    Optional<Step> organization =
        section.optional("organization").flatMap(value -> steps.step(name, value));
    List<AlsoPerson> also =
        section
            .optional("also")
            .flatMap(Value::list)
            .map(each -> steps.also(name, each, rows))
            .orElse(List.of());
    Map<String, Column> columns =
        section
            .optional("columns")
            .flatMap(Value::section)
            .map(each -> columns(each, rows, subject.filter(s -> each.keys().contains(s.column()))))
            .orElse(Map.of());
    Set<String> notPersonal =
        section.optional("not-personal").map(value -> names(value, columns)).orElse(Set.of());
    Optional<Value> seen = section.optional("triggers");
    Map<String, SeenTrigger> triggers =
        seen.flatMap(Value::section).map(EffectReader::seen).orElse(Map.of());
    seen.ifPresent(value -> steps.triggers().put(name, value));
    Map<String, KeyAction> wantedKeys =
        section
            .optional("foreign-keys")
            .flatMap(Value::section)
            .map(each -> EffectReader.wanted(each, rows))
            .orElse(Map.of());
    boolean outlives = section.optional("outlives-organization").flatMap(Value::bool).orElse(false);
    section.close();
    Set<String> keys = section.keys();
    if (!keys.contains("columns") && !keys.contains("not-personal")) {
      section.report(
          "No column of the table is classified.", "Add \"columns:\" or \"not-personal:\".");
    }
    requireTogether(section, "columns", "rows", "say what becomes of a person's rows");
    if (!keys.contains("also")) {
      requireTogether(section, "columns", "subject", "say how its rows lead to the person");
    }
    requireTogether(section, "rows", "columns", "say which columns are personal");
    requireTogether(section, "subject", "columns", "say which columns are personal");
    requireTogether(section, "also", "columns", "say which columns are personal");
    boolean named =
        columns.containsKey("organization_id") || notPersonal.contains("organization_id");
    if (named && !keys.contains("organization")) {
      section.report(
          "The table has an organization_id and no path to the organization.",
          "Add \"organization: organization_id -> coditect_shared.organizations.id\".");
    }
    return new Table(
        name,
        rows,
        subject,
        also,
        organization,
        columns,
        notPersonal,
        false,
        false,
        outlives,
        triggers,
        wantedKeys);
  }

  private static void requireTogether(Section section, String given, String wanted, String why) {
    if (section.keys().contains(given) && !section.keys().contains(wanted)) {
      section.report(
          "The table has \"" + given + "\" and no \"" + wanted + "\".",
          "Add \"" + wanted + ":\" to " + why + ", or remove \"" + given + "\".");
    }
  }

  /** A materialized view holds nothing of its own. */
  private Table refreshed(String name, Section section) {
    section
        .optional("refresh")
        .flatMap(Value::section)
        .ifPresent(
            each -> {
              Optional<String> function =
                  each.required("by")
                      .flatMap(
                          value ->
                              value.matching(
                                  FUNCTION, "a function", "coditect_shared.refresh_people"));
              Optional<Step> subject = each.optional("subject").flatMap(v -> steps.step(name, v));
              each.close();
              function.ifPresent(by -> views.put(name, new RefreshedView(by, subject)));
            });
    section.close();
    return whole(name, false);
  }

  private static Table wholesale(String name, Section section, boolean engine) {
    Optional<Value> reason = section.optional("nothing-personal");
    reason.flatMap(Value::text);
    boolean wherePresent = section.optional("where-present").flatMap(Value::bool).orElse(false);
    section.close();
    if (!engine) {
      reason.ifPresent(
          value ->
              value.wrong(
                  "Only tables of Batch, Quartz and Flyway are classified as a whole.",
                  "Name the columns: \"not-personal: [ … ]\"."));
    }
    return whole(name, wherePresent);
  }

  private static Table whole(String name, boolean wherePresent) {
    return new Table(
        name,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Set.of(),
        true,
        wherePresent,
        false,
        Map.of(),
        Map.of());
  }

  private static Map<String, Column> columns(
      Section section, Optional<Rows> rows, Optional<Step> subject) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      Optional<Value> value = section.optional(name);
      value
          .flatMap(Value::section)
          .flatMap(each -> ColumnReader.read(name, each, rows, subject))
          .ifPresent(column -> columns.put(name, column));
    }
    section.close();
    return Collections.unmodifiableMap(columns);
  }

  private static Set<String> names(Value value, Map<String, Column> columns) {
    Set<String> names = new LinkedHashSet<>();
    for (Value item : value.list().orElse(List.of())) {
      Optional<String> name =
          item.text().flatMap(text -> item.matching(COLUMN, "a column", "created_at"));
      if (name.isEmpty()) {
        continue;
      }
      if (columns.containsKey(name.get())) {
        item.wrong(
            "\"" + name.get() + "\" is both personal and not.",
            "Keep it in one of the two places.");
      } else if (!names.add(name.get())) {
        item.wrong("\"" + name.get() + "\" is listed twice.", "Keep one of the two.");
      }
    }
    return java.util.Collections.unmodifiableSet(names);
  }
}
