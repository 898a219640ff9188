package ai.coditect.ops.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * People with a value of their own in every personal column of every table that the map knows, and
 * with other people's addresses in every text: a new column is filled without anybody telling.
 */
final class Canaries {
  /** Columns that hold one of a few words, or nothing of a person who is held by id. */
  private static final Map<String, Optional<String>> PRESCRIBED =
      Map.of(
          "coditect_shared.users.role", Optional.of("MEMBER"),
          "coditect_ops.erasure_left.reason", Optional.of("changed"),
          "coditect_ops.holds.email_hash", Optional.empty());

  /** Columns whose checks let no address in beside the token, or nothing but one. */
  private static final Set<String> BARE = Set.of("slug", "email", "license_key");

  /** What the checks of a table want of columns that are not personal. */
  private static final Map<String, String> WANTED =
      Map.of(
          "coditect_ops.audit_log.table_name", "users",
          "coditect_ops.audit_log.action", "update",
          "coditect_ops.holds.kind", "user",
          "coditect_ops.erasure_requests.state", "refused",
          "coditect_ops.export_requests.state", "failed",
          "coditect_shared.projects.status", "ACTIVE");

  private final JdbcClient jdbc;
  private final PersonalDataMap map;
  private final Catalogue catalogue;
  private final Set<String> required;
  private final List<Planted> planted = new ArrayList<>();
  private final List<Mention> mentions = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private int number;

  /**
   * @param value as it can be found in a file, in small letters
   * @param profiles whose packages have it; empty where the column is not about the person
   */
  record Planted(
      Optional<Person> person,
      UUID organization,
      String table,
      String column,
      String value,
      boolean personal,
      Set<Profile> profiles) {}

  /** A value of the person that has something of others in it. */
  private record Mention(Person person, String column, Set<Profile> profiles) {}

  /**
   * @param mentioned the addresses of others that stand in the texts of this one
   */
  record Person(UUID id, UUID organization, String email, List<String> mentioned) {}

  Canaries(JdbcClient jdbc, MappedDatabase mapped) {
    this.jdbc = jdbc;
    this.map = mapped.map();
    this.catalogue = mapped.catalogue();
    this.required =
        jdbc.sql(
                "select format('%s.%s.%s', table_schema, table_name, column_name)"
                    + " from information_schema.columns where is_nullable = 'NO'"
                    + " and column_default is null and is_identity = 'NO'")
            .query(String.class)
            .set();
  }

  List<Planted> planted() {
    return planted;
  }

  UUID organization() {
    String token = token();
    UUID id =
        jdbc.sql(
                "insert into coditect_shared.organizations (name, slug, plan) values (?, ?, 'PRO')"
                    + " returning id")
            .params("Company " + token, token)
            .query(UUID.class)
            .single();
    note(null, id, "coditect_shared.organizations", "name", token, false);
    return id;
  }

  /** Comes with an address; {@link #fill} gives the rest. */
  Person person(UUID organization, List<String> mentioned) {
    String token = token();
    String email = token + "@" + token() + ".Example.org";
    UUID license = license(organization);
    UUID id =
        jdbc.sql(
                "insert into coditect_shared.users (organization_id, email, username, license_id)"
                    + " values (?, ?, ?, ?) returning id")
            .params(organization, email, token, license)
            .query(UUID.class)
            .single();
    Person person = new Person(id, organization, email, mentioned);
    people.add(person);
    return person;
  }

  private UUID license(UUID organization) {
    String token = token();
    UUID id =
        jdbc.sql(
                "insert into coditect_shared.licenses (organization_id, license_key, features)"
                    + " values (?, ?, jsonb_build_object('seat', 'of ' || ?)) returning id")
            .params(organization, token, token)
            .query(UUID.class)
            .single();
    note(null, organization, "coditect_shared.licenses", "license_key", token, false);
    note(null, organization, "coditect_shared.licenses", "id", id.toString(), false);
    return id;
  }

  /**
   * Rows of this person in every table, two of each; where they can, one of them refers to another.
   */
  void fill(Person person) {
    Person another = refersTo(person);
    Map<String, List<Object>> keys = new LinkedHashMap<>();
    keys.put(map.subject().table(), List.of(person.id()));
    row(map.tables().get(map.subject().table()), person, another, person.id(), keys);
    List<Table> left =
        map.tables().values().stream()
            .filter(table -> table.subject().isPresent() && !keys.containsKey(table.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    while (!left.isEmpty()) {
      Table next =
          left.stream()
              .filter(table -> keys.containsKey(table.subject().orElseThrow().to().table()))
              .findFirst()
              .orElseThrow();
      left.remove(next);
      List<Object> ids = new ArrayList<>();
      for (Object parent : keys.get(next.subject().orElseThrow().to().table())) {
        ids.add(row(next, person, another, parent, keys));
      }
      if (ids.size() == 1) {
        ids.add(row(next, person, person, keys.get(map.subject().table()).get(0), keys));
      }
      keys.put(next.name(), ids);
    }
  }

  /** Inserts a row, or updates the person's own, with a value in every column that takes one. */
  private Object row(
      Table table, Person person, Person another, Object parent, Map<String, List<Object>> keys) {
    boolean own = table.name().equals(map.subject().table());
    Map<String, Object> values = new LinkedHashMap<>();
    catalogue
        .tables()
        .get(table.name())
        .forEach((name, column) -> value(table, name, column, person, another, parent, values));
    String qualified = quoted(table.name());
    String columns =
        values.keySet().stream().map(Canaries::quote).collect(Collectors.joining(", "));
    String marks =
        values.keySet().stream()
            .map(name -> "cast(? as " + catalogue.tables().get(table.name()).get(name).type() + ")")
            .collect(Collectors.joining(", "));
    String key = catalogue.tables().get(table.name()).keySet().iterator().next();
    return jdbc.sql(
            own
                ? "update %s set (%s) = (%s) where id = '%s' returning id"
                    .formatted(qualified, columns, marks, person.id())
                : "insert into %s (%s) values (%s) returning %s"
                    .formatted(qualified, columns, marks, quote(key)))
        .params(List.copyOf(values.values()))
        .query((result, n) -> result.getObject(1))
        .single();
  }

  private void value(
      Table table,
      String name,
      Catalogue.Column column,
      Person person,
      Person another,
      Object parent,
      Map<String, Object> values) {
    String full = table.name() + "." + name;
    boolean personal = table.columns().containsKey(name);
    if (PRESCRIBED.containsKey(full)) {
      PRESCRIBED.get(full).ifPresent(word -> values.put(name, word));
      return;
    }
    if (WANTED.containsKey(full)) {
      values.put(name, WANTED.get(full));
      return;
    }
    Optional<String> target = target(table.name(), name);
    if (table.subject().map(Step::column).equals(Optional.of(name))) {
      if (!name.equals(map.subject().column()) || !table.name().equals(map.subject().table())) {
        values.put(name, parent.toString());
      }
      note(person, person.organization(), table.name(), name, parent.toString(), personal);
      return;
    }
    if (name.equals("organization_id")) {
      values.put(name, person.organization().toString());
      return;
    }
    if (target.equals(Optional.of(map.subject().table()))) {
      values.put(name, another.id().toString());
      if (!another.equals(person)) {
        mention(person, table.name(), name);
      }
      return;
    }
    if (full.equals("coditect_shared.users.license_id")) {
      UUID license =
          jdbc.sql("select license_id from coditect_shared.users where id = ?")
              .param(person.id())
              .query(UUID.class)
              .single();
      note(person, person.organization(), table.name(), name, license.toString(), personal);
      return;
    }
    if (personal || required.contains(full)) {
      invent(table, name, column, person, personal, values);
    }
  }

  private void invent(
      Table table,
      String name,
      Catalogue.Column column,
      Person person,
      boolean personal,
      Map<String, Object> values) {
    String token = token();
    String text = token + " of " + person.email() + " and " + String.join(",", person.mentioned());
    boolean mentions = false;
    switch (column.type()) {
      case "text", "character varying" -> {
        if (name.equals("email")) {
          values.put(name, person.email());
          token = person.email();
        } else if (BARE.contains(name) || !personal) {
          values.put(name, token);
        } else {
          values.put(name, text);
          mentions = true;
        }
      }
      case "jsonb", "json" -> {
        values.put(
            name,
            "{\"%s\": [{\"to\": \"\\n%s\\t\\\\%s\"}], \"\\n%s\": \"\\n%s\"}"
                .formatted(
                    token,
                    person.mentioned().get(0),
                    person.mentioned().get(1),
                    person.mentioned().get(0),
                    person.email()));
        mentions = true;
      }
      case "uuid" -> {
        token = UUID.randomUUID().toString();
        values.put(name, token);
      }
      case "timestamp with time zone" -> {
        token = "07:%02d:%02d.%05d1".formatted(number / 60 % 60, number % 60, number);
        values.put(name, "2021-03-04 " + token + "+00");
        if (name.equals("updated_at")) {
          // A trigger sets it.
          return;
        }
      }
      default -> {
        assertThat(personal)
            .as("nothing is known to put into " + table.name() + "." + name)
            .isFalse();
        return;
      }
    }
    if (values.containsKey(name)) {
      note(person, person.organization(), table.name(), name, token, personal);
      if (mentions && personal) {
        mention(person, table.name(), name);
      }
    }
  }

  private void mention(Person person, String table, String column) {
    mentions.add(
        new Mention(
            person, table + "." + column, map.tables().get(table).columns().get(column).export()));
  }

  private void note(
      Person person,
      UUID organization,
      String table,
      String column,
      String value,
      boolean personal) {
    Set<Profile> profiles =
        personal ? map.tables().get(table).columns().get(column).export() : Set.of();
    planted.add(
        new Planted(
            Optional.ofNullable(person),
            organization,
            table,
            column,
            value.toLowerCase(Locale.ROOT),
            personal,
            profiles));
  }

  /** Whom the rows of this one refer to. */
  Person refersTo(Person person) {
    return people.get((people.indexOf(person) + 1) % people.size());
  }

  /** Rows of a person with something of others, by column. */
  Map<String, Long> mentions(Person person, Profile profile) {
    return mentions.stream()
        .filter(each -> each.person().equals(person) && each.profiles().contains(profile))
        .collect(Collectors.groupingBy(Mention::column, Collectors.counting()));
  }

  private Optional<String> target(String table, String column) {
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.columns().contains(column))
        .filter(
            key ->
                !key.targetColumns().get(key.columns().indexOf(column)).equals("organization_id"))
        .map(Catalogue.ForeignKey::target)
        .findFirst();
  }

  private String token() {
    return "canary%05dx%s".formatted(++number, UUID.randomUUID().toString().substring(0, 8));
  }

  static String quoted(String table) {
    int dot = table.indexOf('.');
    return table.substring(0, dot) + "." + quote(table.substring(dot + 1));
  }

  private static String quote(String name) {
    return '"' + name + '"';
  }
}
