package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.effect.WrittenColumn.Value;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the schema has against what erasure writes into columns. A run that met it would leave
 * everybody of whom there is such a row.
 */
record UnfitWrites(List<Unfit> found, List<Lacking> grants) {

  /** Why a value cannot be written. */
  enum Kind {
    GENERATED,
    IDENTITY,
    NOT_NULL,
    SHORT,
    REFERS,
    REFERS_IN_FULL,
    REFERRED_TO,
    UNIQUE,
    PARTITIONED,
    DOMAIN,
    CHECK,
    COMPUTED
  }

  /**
   * @param name of the constraint, the index, the domain or the table that is in the way, as SQL
   *     spells it; of a text, its length
   * @param cure the statement that ends it; empty where none does
   */
  record Unfit(WrittenColumn written, Kind kind, Optional<String> name, Optional<String> cure) {}

  /** What the worker may not do to a table, and the statement that lets it. */
  record Lacking(String table, String privileges, String cure) {}

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (Lacking each : grants) {
      problems.add(
          new Problem(
              "Permission denied: the worker lacks "
                  + each.privileges()
                  + " on "
                  + each.table()
                  + ", which the map of personal data has it use.",
              "table " + each.table(),
              each.cure()));
    }
    found.stream()
        // The comparison of the map with the columns says so already.
        .filter(each -> each.kind() != Kind.NOT_NULL || each.written().event() > 0)
        .forEach(each -> problems.add(problem(each)));
    return problems.stream().distinct().toList();
  }

  private static Problem problem(Unfit unfit) {
    WrittenColumn written = unfit.written();
    return new Problem(
        "Erasure cannot write "
            + words(written.value())
            + " into "
            + written.table()
            + "."
            + written.column()
            + ": "
            + why(unfit)
            + ".",
        "table " + written.table(),
        cure(unfit));
  }

  private static String words(Value value) {
    return switch (value) {
      case NULL -> "null";
      case PSEUDONYM -> "a pseudonym";
      case HEIR -> "whom it passes to";
      case DEFAULT -> "the default";
    };
  }

  private static String why(Unfit unfit) {
    String name = unfit.name().orElse("");
    return switch (unfit.kind()) {
      case GENERATED -> "it is generated, and from no column that erasure changes";
      case IDENTITY -> "it is an identity, which the server writes";
      case NOT_NULL -> "it is NOT NULL";
      case SHORT -> "it takes " + name + " characters, and a pseudonym has 36";
      case REFERS -> "the foreign key " + name + " wants an id that is there";
      case REFERS_IN_FULL ->
          "the foreign key " + name + " is MATCH FULL, so its columns are cleared together or not";
      case REFERRED_TO -> "rows refer to it by the foreign key " + name;
      case UNIQUE -> name + " is unique, and rows would come to be alike";
      case PARTITIONED -> name + " is partitioned by it, and a row would move";
      case DOMAIN -> "the domain " + name + " does not allow it";
      case CHECK -> "the check constraint " + name + " does not allow it";
      case COMPUTED -> name + " is computed from it, and NOT NULL";
    };
  }

  private static String cure(Unfit unfit) {
    String clear =
        unfit.written().value() == Value.PSEUDONYM
            ? "Write \"how: clear\" for " + unfit.written().column() + ", or: "
            : "";
    return switch (unfit.kind()) {
      case SHORT, REFERS, UNIQUE, DOMAIN, CHECK -> clear + unfit.cure().orElseThrow();
      case REFERRED_TO -> "Let rows refer to a column that stays: " + unfit.cure().orElseThrow();
      case REFERS_IN_FULL -> "Clear all columns of the key, or: " + unfit.cure().orElseThrow();
      case PARTITIONED ->
          "Write \"rows: erase\" for the table, or partition it by a column that stays.";
      default -> unfit.cure().orElseThrow();
    };
  }
}
