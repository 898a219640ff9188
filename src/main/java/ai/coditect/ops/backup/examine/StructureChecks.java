package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResultList.Claim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The structure of the copy beside that of the marker, kind by kind. A migration between the two
 * may add objects, and one that is on record may change them and take them away; what protects the
 * tenants may be added to new tables only, and go only together with what it protected.
 */
final class StructureChecks {
  /** What a difference of a kind means. */
  private enum Kind {
    /**
     * Anything that was added is fine, and what goes from a schema of which a migration is on
     * record. Then nothing is said, unless something is gone from the other schema.
     */
    MIGRATES,
    /** Anything that was added is fine, and nothing goes. */
    GROWS,
    /**
     * Only lines about tables, functions and schemas that the marker does not know are fine, and
     * the absence of lines about those that a recorded migration took away.
     */
    PROTECTS,
    /** No line may differ. */
    STAYS
  }

  private record Compared(Kind kind, String proves) {}

  private static final Map<String, Compared> KINDS = new LinkedHashMap<>();

  static {
    put("schemas", Kind.PROTECTS, "Both schemas are there with their owner.");
    put("tables", Kind.MIGRATES, "Every table and view is there with its owner.");
    put("columns", Kind.MIGRATES, "Every column has its type, default and null rule.");
    put("constraints", Kind.MIGRATES, "Every constraint is there as it was.");
    put("indexes", Kind.MIGRATES, "Every index is there as it was.");
    put("triggers", Kind.MIGRATES, "Every trigger is there, and on.");
    put("rules", Kind.MIGRATES, "Every rule is there, and no other in its place.");
    put("views", Kind.MIGRATES, "Every view asks what it asked.");
    put("functions", Kind.MIGRATES, "Every function does what it did.");
    put("types", Kind.MIGRATES, "Every type is there as it was.");
    put("sequences", Kind.MIGRATES, "Every sequence counts for the column it counted for.");
    put("migrations", Kind.GROWS, "Every migration that was applied is on record.");
    put("row-security", Kind.PROTECTS, "Row-level security is on and forced where it was.");
    put("policies", Kind.PROTECTS, "Every policy lets through whom it let through.");
    put("schema-grants", Kind.PROTECTS, "Nobody may use a schema who might not.");
    put("table-grants", Kind.PROTECTS, "Everybody may do with a table what they might.");
    put("column-grants", Kind.PROTECTS, "Everybody may do with a column what they might.");
    put("function-grants", Kind.PROTECTS, "Everybody may call what they might call.");
    put("roles", Kind.STAYS, "Every role is there, with no attribute more.");
    put("memberships", Kind.STAYS, "Nobody can become whom they could not.");
    put("role-settings", Kind.STAYS, "Sessions begin with the settings they had.");
    put("extensions", Kind.STAYS, "Every extension is there in its version.");
    put("encoding", Kind.STAYS, "Texts are encoded and sorted as they were.");
    put("server", Kind.STAYS, "The server is of the same major version.");
  }

  private static void put(String name, Kind kind, String proves) {
    KINDS.put(name, new Compared(kind, proves));
  }

  private final SortedMap<String, List<String>> then;
  private final SortedMap<String, List<String>> now;
  private final Predicate<String> ofDrill;

  /**
   * @param ofDrill whether a drill made a role, of which nothing is said
   */
  StructureChecks(
      SortedMap<String, List<String>> then,
      SortedMap<String, List<String>> now,
      Predicate<String> ofDrill) {
    this.then = then;
    this.now = now;
    this.ofDrill = ofDrill;
  }

  static void without(ResultList results, String why) {
    KINDS.forEach(
        (name, compared) -> results.add(new Claim(name, compared.proves()).inconclusive(why)));
  }

  void check(ResultList results) {
    Set<String> migrated = RecordedLosses.migrated(then, now);
    Set<String> known = names(then);
    Set<String> still = names(now);
    KINDS.forEach(
        (name, compared) -> {
          List<String> before = then.getOrDefault(name, List.of());
          List<String> after = withoutDrill(name, now.getOrDefault(name, List.of()));
          results.add(
              compare(
                  new Claim(name, compared.proves()),
                  compared,
                  before,
                  after,
                  migrated,
                  known,
                  still));
        });
  }

  private static Examination.Result compare(
      Claim claim,
      Compared compared,
      List<String> before,
      List<String> after,
      Set<String> migrated,
      Set<String> known,
      Set<String> still) {
    List<String> missing = minus(before, after);
    List<String> added = minus(after, before);
    List<String> wrong = new ArrayList<>();
    for (String line : missing) {
      boolean fine =
          switch (compared.kind()) {
            case PROTECTS ->
                RecordedLosses.isIn(migrated, line) && !still.contains(subject(claim.name(), line));
            case MIGRATES -> migrated.stream().anyMatch(schema -> line.contains(schema + "."));
            case GROWS, STAYS -> false;
          };
      if (!fine) {
        wrong.add("missing " + line);
      }
    }
    for (String line : added) {
      boolean fine =
          switch (compared.kind()) {
            case MIGRATES, GROWS -> true;
            case PROTECTS ->
                !known.contains(subject(claim.name(), line))
                    || !migrated.isEmpty() && line.endsWith(" to coditect_system");
            case STAYS -> isHarmless(claim.name(), line);
          };
      if (!fine) {
        wrong.add("not in the marker: " + line);
      }
    }
    String expected = before.size() + " as in the marker";
    if (!wrong.isEmpty()) {
      return claim.failed(ResultList.shown(wrong), expected);
    }
    if (!migrated.isEmpty() && compared.kind() == Kind.MIGRATES) {
      // Not "ok": a fault in them would be taken for a part of the migration.
      return claim.notApplicable(
          "a migration is on record since the marker; "
              + added.size()
              + " added and "
              + missing.size()
              + " gone");
    }
    return claim.ok(
        after.size()
            + (added.isEmpty() && missing.isEmpty()
                ? ""
                : ", " + added.size() + " added and " + missing.size() + " gone since the marker"),
        expected);
  }

  /** A login without any attribute may be made at any time; what it may do is said elsewhere. */
  private static boolean isHarmless(String name, String line) {
    return name.equals("roles") && line.matches("\\S+( createdb)?( login)?( noinherit)?");
  }

  private List<String> withoutDrill(String kind, List<String> lines) {
    if (!kind.equals("roles") && !kind.equals("memberships") && !kind.equals("role-settings")) {
      return lines;
    }
    return lines.stream()
        .filter(
            line -> {
              String[] words = line.split(" ");
              boolean mighty = line.contains(" superuser") || line.contains(" bypassrls");
              boolean byDrill =
                  ofDrill.test(words[0])
                      || kind.equals("memberships") && words.length > 2 && ofDrill.test(words[2]);
              return mighty || !byDrill;
            })
        .toList();
  }

  private static List<String> minus(List<String> some, List<String> others) {
    Set<String> without = new HashSet<>(others);
    return some.stream().filter(line -> !without.contains(line)).toList();
  }

  private static Set<String> names(SortedMap<String, List<String>> structure) {
    Set<String> names = new HashSet<>();
    for (String kind : List.of("schemas", "tables", "functions", "sequences", "columns")) {
      structure.getOrDefault(kind, List.of()).forEach(line -> names.add(subject(kind, line)));
    }
    return names;
  }

  /** The table, function, schema or column that a line is about. */
  private static String subject(String kind, String line) {
    if (kind.equals("columns") || kind.equals("column-grants")) {
      return line.substring(0, Math.max(0, line.indexOf(' ')));
    }
    int bracket = line.indexOf('(');
    int space = line.indexOf(' ');
    if (bracket >= 0 && (space < 0 || bracket < space)) {
      return line.substring(0, line.indexOf(')') + 1);
    }
    return space < 0 ? line : line.substring(0, space);
  }
}
