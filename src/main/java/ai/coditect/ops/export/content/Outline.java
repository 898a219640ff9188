package ai.coditect.ops.export.content;

import ai.coditect.ops.export.parcel.Contents.Field;
import ai.coditect.ops.export.parcel.Contents.LeftOut;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of which tables a package has, by the tags of the map, and what it leaves out.
 *
 * @param places the tables that are read, in the order of the map
 */
record Outline(List<Place> places, List<LeftOut> leftOut) {
  private static final String OURS = "coditect_ops";
  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision", "uuid");

  /**
   * One table, as the statements are composed from it.
   *
   * @param form where a person stands: column, array, member or members of a JSON document
   * @param members that lead to that place in the document
   * @param reachedBy contact columns of a row that is the person's own by one step: where they can
   *     be reached, or once could
   */
  record Place(
      String table,
      boolean person,
      List<Cell> columns,
      String form,
      List<String> members,
      List<Hop> subject,
      List<Hop> organization,
      List<String> reachedBy,
      Sheet sheet) {
    private Place named(String name) {
      return new Place(
          table,
          person,
          columns,
          form,
          members,
          subject,
          organization,
          reachedBy,
          new Sheet(name, sheet.title(), sheet.fields()));
    }
  }

  /**
   * @param kind how it is spelled in CSV: plain, boolean, time, json or text
   * @param refersToPeople a foreign key to a person who need not be the one the row is about
   * @param settled whether it is known that no other person's key is in it
   */
  record Cell(String name, String type, String kind, boolean refersToPeople, boolean settled) {}

  /**
   * From a column to the key of the next table.
   *
   * @param when of which rows: a column and its value
   */
  record Hop(String column, String table, String key, @Nullable List<String> when) {}

  static Outline of(PersonalDataMap map, Catalogue catalogue, Scope scope, Wording wording) {
    List<Place> places = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    boolean person = scope.user().isPresent();
    for (Table table : map.tables().values()) {
      Map<String, Catalogue.Column> present = catalogue.tables().get(table.name());
      boolean reached = table.leadsToPeople() || !person && table.organization().isPresent();
      if (present == null || !reached) {
        continue;
      }
      if (!person && schema(table.name()).equals(OURS)) {
        leftOut.add(
            new LeftOut(
                table.name(),
                List.of(),
                "A record of the operations worker; each person gets theirs in an access export."));
        continue;
      }
      Map<String, Catalogue.Column> chosen = new LinkedHashMap<>(present);
      chosen.keySet().removeIf(name -> !goes(table, name, scope.profile(), person));
      reasons(table, present.keySet(), chosen.keySet(), scope.profile())
          .forEach(
              (why, columns) -> leftOut.add(new LeftOut(table.name(), List.copyOf(columns), why)));
      if (chosen.isEmpty()) {
        continue;
      }
      if (!person || table.subject().isPresent()) {
        places.add(place(map, catalogue, table, Optional.empty(), chosen, person, wording));
      }
      if (person) {
        further(map, catalogue, table, chosen, scope.profile(), wording, places, leftOut);
      }
    }
    return new Outline(List.copyOf(places), List.copyOf(leftOut));
  }

  /**
   * Rows in which the person stands beside whose they are; a file each, as a row may be in both.
   */
  private static void further(
      PersonalDataMap map,
      Catalogue catalogue,
      Table table,
      Map<String, Catalogue.Column> chosen,
      Profile profile,
      Wording wording,
      List<Place> places,
      List<LeftOut> leftOut) {
    for (AlsoPerson also : table.also()) {
      if (profile == Profile.PORTABILITY) {
        leftOut.add(
            new LeftOut(
                table.name(),
                List.of(),
                "Rows of others that name the person as "
                    + also.place()
                    + ": not given by the person, so not part of portability (GDPR Art. 20); ask for"
                    + " an access export."));
      } else {
        Place place = place(map, catalogue, table, Optional.of(also), chosen, true, wording);
        boolean taken =
            places.stream().anyMatch(each -> each.sheet().name().equals(place.sheet().name()));
        places.add(taken ? place.named(place.sheet().name() + "-" + places.size()) : place);
      }
    }
  }

  /** Of a person only what is personal; of an organization also what is about nobody. */
  private static boolean goes(Table table, String column, Profile profile, boolean person) {
    Column personal = table.columns().get(column);
    return personal == null
        ? !person && table.notPersonal().contains(column)
        : personal.export().contains(profile);
  }

  private static Map<String, Set<String>> reasons(
      Table table, Set<String> present, Set<String> chosen, Profile profile) {
    Map<String, Set<String>> reasons = new TreeMap<>();
    for (String name : present) {
      if (!chosen.contains(name)) {
        reasons
            .computeIfAbsent(reason(table.columns().get(name), profile), why -> new TreeSet<>())
            .add(name);
      }
    }
    return reasons;
  }

  private static String reason(@Nullable Column column, Profile profile) {
    if (column == null) {
      return "Not about the person.";
    }
    if (column.export().isEmpty() && column.treatment() instanceof Keep keep) {
      return "Kept by law and not handed out: " + keep.ground() + ".";
    }
    return profile == Profile.PORTABILITY && !column.provided()
        ? "Not given by the person, so not part of portability (GDPR Art. 20); ask for an access export."
        : "Not part of this profile.";
  }

  private static Place place(
      PersonalDataMap map,
      Catalogue catalogue,
      Table table,
      Optional<AlsoPerson> also,
      Map<String, Catalogue.Column> columns,
      boolean person,
      Wording wording) {
    List<Step> path = also.map(map::path).orElseGet(() -> map.pathToSubject(table.name()));
    List<Hop> subject = hops(path);
    Set<String> ofPeople = ofPeople(map, table);
    List<Cell> cells = new ArrayList<>();
    List<Field> fields = new ArrayList<>();
    columns.forEach(
        (name, column) -> {
          boolean ownKey =
              subject.size() == 1
                  && subject.get(0).column().equals(name)
                  && subject.get(0).when() == null
                  && also.filter(each -> !each.plain()).isEmpty();
          boolean refersToPeople =
              !ownKey
                  && (ofPeople.contains(name)
                      || refersTo(catalogue, table.name(), name, map.subject()::equals));
          cells.add(
              new Cell(
                  name,
                  column.type(),
                  kind(column.type()),
                  refersToPeople,
                  ownKey || refersTo(catalogue, table.name(), name, target -> true)));
          Column personal = table.columns().get(name);
          fields.add(
              personal == null
                  ? Wording.plain(name, column.type())
                  : wording.personal(name, column.type(), personal));
        });
    return new Place(
        table.name(),
        person,
        cells,
        also.map(each -> form(each, catalogue, table)).orElse("column"),
        also.map(AlsoPerson::members).orElse(List.of()),
        subject,
        toOrganization(map, table.name(), path),
        person && also.isEmpty() && subject.size() == 1
            ? reachedBy(table, columns.keySet())
            : List.of(),
        new Sheet(
            table.name() + also.map(each -> "." + each.place()).orElse(""),
            title(table.name()) + also.map(each -> " by " + each.place()).orElse(""),
            fields));
  }

  private static String form(AlsoPerson also, Catalogue catalogue, Table table) {
    String type = catalogue.tables().get(table.name()).get(also.step().column()).type();
    String json = also.each() ? "members" : "member";
    return also.plain() ? "column" : type.endsWith("[]") ? "array" : json;
  }

  /** The columns that hold the id of a person where the map says so. */
  private static Set<String> ofPeople(PersonalDataMap map, Table table) {
    Set<String> columns = new TreeSet<>();
    Stream.concat(
            table.subject().stream(),
            table.also().stream().filter(AlsoPerson::plain).map(AlsoPerson::step))
        .filter(step -> step.to().equals(map.subject()))
        .forEach(step -> columns.add(step.column()));
    return columns;
  }

  /** By its own path, or over the person whom a row is about. */
  private static List<Hop> toOrganization(PersonalDataMap map, String table, List<Step> path) {
    List<Step> own = map.pathToOrganization(table);
    if (!own.isEmpty()) {
      return hops(own);
    }
    List<Step> overPerson = new ArrayList<>(path);
    overPerson.addAll(map.pathToOrganization(map.subject().table()));
    return hops(overPerson);
  }

  private static List<String> reachedBy(Table table, Set<String> present) {
    return table.columns().entrySet().stream()
        .filter(column -> column.getValue().category() == Category.CONTACT)
        .map(Map.Entry::getKey)
        .filter(present::contains)
        .toList();
  }

  /** Whether a foreign key leads from the column to a key that is meant. */
  private static boolean refersTo(
      Catalogue catalogue, String table, String column, Predicate<Key> target) {
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table))
        .anyMatch(
            key -> {
              int at = key.columns().indexOf(column);
              return at >= 0 && target.test(new Key(key.target(), key.targetColumns().get(at)));
            });
  }

  private static List<Hop> hops(List<Step> steps) {
    return steps.stream()
        .map(
            step ->
                new Hop(
                    step.column(),
                    step.to().table(),
                    step.to().column(),
                    step.when().map(when -> List.of(when.column(), when.value())).orElse(null)))
        .toList();
  }

  private static String kind(String type) {
    if (NUMBERS.contains(type)) {
      return "plain";
    }
    if (type.equals("boolean")) {
      return "boolean";
    }
    if (type.startsWith("timestamp") && !type.endsWith("]") || type.equals("date")) {
      return "time";
    }
    return type.equals("json") || type.equals("jsonb") ? "json" : "text";
  }

  private static String schema(String table) {
    return table.substring(0, table.indexOf('.'));
  }

  private static String title(String table) {
    return table.substring(table.indexOf('.') + 1).replace('_', ' ');
  }
}
