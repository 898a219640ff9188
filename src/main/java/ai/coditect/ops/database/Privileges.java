package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What coditect_system is meant to hold, from {@code sql/privileges.yaml}: object, then privilege,
 * then columns; no columns means the whole object.
 *
 * @param kinds schema, table or sequence, by object
 * @param optional objects that not every deployment has
 * @param memberships of the server's own roles, those that may be held
 * @param tolerated what a later version declares beyond this one, in the same form
 */
record Privileges(
    Map<String, Map<String, Set<String>>> declared,
    Map<String, String> kinds,
    Set<String> optional,
    Set<String> memberships,
    Map<String, Map<String, Set<String>>> tolerated) {
  private static final String FILE = "sql/privileges.yaml";
  private static final String MEMBERSHIPS = "memberships";
  private static final Map<String, String> SECTIONS =
      Map.of(
          "schemas", "schema",
          "tables", "table",
          "tables-where-present", "table",
          "sequences", "sequence");

  /** What the deployment declares beside its map of personal data, for tables of its own. */
  static final String OWN = "privileges.yaml";

  /**
   * The packaged list with what a deployment adds.
   *
   * @throws ProblemsException when its file says what is no such list
   */
  static Privileges load(Optional<Path> jobs) {
    Optional<Path> own = jobs.map(each -> each.resolve(OWN)).filter(Files::exists);
    if (own.isEmpty()) {
      return load();
    }
    String file = own.get().toString();
    try (InputStream text = Files.newInputStream(own.get())) {
      return load()
          .with(
              of(
                  new YAMLMapper()
                      .readValue(text, new TypeReference<Map<String, Map<String, Object>>>() {})));
    } catch (IOException | JacksonException | IllegalStateException | ClassCastException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The file of privileges cannot be read ("
                      + Optional.ofNullable(e.getMessage())
                          .orElse("")
                          .lines()
                          .findFirst()
                          .orElse("")
                      + ").",
                  file,
                  "Write it as sql/privileges.yaml of the sources: schemas, tables, sequences, each"
                      + " with a list of privileges.")));
    }
  }

  /** This and more, each privilege for the columns of both. */
  private Privileges with(Privileges more) {
    Map<String, Map<String, Set<String>>> all = new TreeMap<>(declared);
    more.declared.forEach(
        (object, privileges) -> {
          Map<String, Set<String>> both = new TreeMap<>(all.getOrDefault(object, Map.of()));
          privileges.forEach(
              (privilege, columns) -> both.merge(privilege, columns, Privileges::either));
          all.put(object, both);
        });
    Map<String, String> allKinds = new TreeMap<>(more.kinds);
    allKinds.putAll(kinds);
    Set<String> either = new HashSet<>(optional);
    either.addAll(more.optional);
    return new Privileges(all, allKinds, either, memberships, tolerated);
  }

  /** No columns means all of them. */
  private static Set<String> either(Set<String> some, Set<String> others) {
    Set<String> either = new TreeSet<>(some);
    either.addAll(others);
    return some.isEmpty() || others.isEmpty() ? Set.of() : either;
  }

  /** The schemas that it is about, as SQL spells them. */
  Set<String> schemas() {
    return kinds.entrySet().stream()
        .filter(each -> each.getValue().equals("schema"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  static Privileges load() {
    try (InputStream file = Privileges.class.getClassLoader().getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      return of(
          new YAMLMapper()
              .readValue(file, new TypeReference<Map<String, Map<String, Object>>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  static Privileges of(Map<String, Map<String, Object>> sections) {
    Map<String, Map<String, Set<String>>> declared = new TreeMap<>();
    Map<String, String> kinds = new TreeMap<>();
    Set<String> optional = new HashSet<>();
    sections.forEach(
        (section, objects) -> {
          if (section.equals(MEMBERSHIPS)) {
            return;
          }
          String kind = SECTIONS.get(section);
          if (kind == null) {
            throw new IllegalStateException(FILE + ": unknown section " + section);
          }
          objects.forEach(
              (object, privileges) -> {
                kinds.put(object, kind);
                declared.put(object, byPrivilege(object, privileges));
                if (section.endsWith("-where-present")) {
                  optional.add(object);
                }
              });
        });
    return new Privileges(
        declared,
        kinds,
        optional,
        Set.copyOf(sections.getOrDefault(MEMBERSHIPS, Map.of()).keySet()),
        Map.of());
  }

  /** A privilege of one object; no columns means the whole of it. */
  record Declared(String object, String privilege, Set<String> columns) {
    /** What stands in the record for the server's own roles. */
    static final String MEMBERSHIP = "membership";
  }

  /** Every line of the declaration, memberships among them. */
  List<Declared> lines() {
    List<Declared> lines = new ArrayList<>();
    declared.forEach(
        (object, privileges) ->
            privileges.forEach(
                (privilege, columns) -> lines.add(new Declared(object, privilege, columns))));
    memberships.forEach(role -> lines.add(new Declared(role, Declared.MEMBERSHIP, Set.of())));
    return lines;
  }

  /** This and what a later version may, as it wrote down; nothing more is demanded. */
  Privileges tolerating(Collection<Declared> lines) {
    Map<String, Map<String, Set<String>>> more = new TreeMap<>();
    Set<String> roles = new TreeSet<>(memberships);
    for (Declared line : lines) {
      if (line.privilege().equals(Declared.MEMBERSHIP)) {
        roles.add(line.object());
      } else {
        more.computeIfAbsent(line.object(), object -> new TreeMap<>())
            .put(line.privilege(), line.columns());
      }
    }
    return new Privileges(declared, kinds, optional, roles, more);
  }

  /** True when the privilege is declared for the whole object, or for this column of it. */
  boolean allow(String object, String privilege, String column) {
    return allows(declared, object, privilege, column)
        || allows(tolerated, object, privilege, column);
  }

  private static boolean allows(
      Map<String, Map<String, Set<String>>> list, String object, String privilege, String column) {
    Set<String> columns = list.getOrDefault(object, Map.of()).get(privilege);
    return columns != null && (columns.isEmpty() || columns.contains(column));
  }

  /**
   * The columns that a privilege is declared for, or tolerated; empty for the whole object or for
   * nothing.
   */
  Set<String> columns(String object, String privilege) {
    Set<String> columns = new TreeSet<>();
    for (Map<String, Map<String, Set<String>>> list : List.of(declared, tolerated)) {
      columns.addAll(list.getOrDefault(object, Map.of()).getOrDefault(privilege, Set.of()));
    }
    return columns;
  }

  private static Map<String, Set<String>> byPrivilege(String object, Object privileges) {
    Map<String, Set<String>> found = new TreeMap<>();
    if (privileges instanceof Collection<?> whole) {
      whole.forEach(privilege -> found.put(privilege.toString(), Set.of()));
    } else if (privileges instanceof Map<?, ?> some) {
      some.forEach(
          (privilege, columns) ->
              found.put(privilege.toString(), columns(object + " " + privilege, columns)));
    } else {
      throw new IllegalStateException(FILE + ": " + object + " needs a list of privileges");
    }
    return found;
  }

  private static Set<String> columns(String where, Object columns) {
    if ("all".equals(columns)) {
      return Set.of();
    }
    if (columns instanceof List<?> names && !names.isEmpty()) {
      Set<String> found = new TreeSet<>();
      names.forEach(name -> found.add(name.toString()));
      return found;
    }
    throw new IllegalStateException(FILE + ": " + where + " needs columns, or all");
  }
}
