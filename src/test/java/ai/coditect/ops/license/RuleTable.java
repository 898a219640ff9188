package ai.coditect.ops.license;

import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of {@code src/docs/license-rule.md}, as it stands there. */
final class RuleTable {
  private static final Path FILE = Path.of("src/docs/license-rule.md");

  enum End {
    AHEAD,
    PASSED_SINCE,
    IN_GRACE,
    OVER,
    OVER_AT_ONCE
  }

  enum Recorded {
    NOTHING,
    THIS_NOTICE,
    THIS_ACTIVE,
    THIS_GRACE,
    THIS_EXPIRED,
    OTHER_NOTICE,
    OTHER_ACTIVE,
    OTHER_GRACE,
    OTHER_EXPIRED;

    static Recorded of(boolean here, Optional<Status> stage) {
      return valueOf((here ? "THIS_" : "OTHER_") + stage.map(Enum::name).orElse("NOTICE"));
    }

    boolean ofThisEnd() {
      return name().startsWith("THIS_");
    }
  }

  record Case(Status status, End end, Recorded recorded, boolean noticeDue) {}

  /**
   * @param then empty: stays
   * @param recorded empty: a notice, or as it was
   * @param told empty: nothing
   */
  record Row(
      int number,
      Set<String> statuses,
      Set<String> ends,
      Set<String> recordeds,
      Set<String> notices,
      Optional<Status> then,
      Optional<Status> recorded,
      Optional<Fact> told) {

    boolean fits(Case it) {
      return has(statuses, it.status().name())
          && has(ends, it.end().name())
          && has(recordeds, it.recorded().name())
          && has(notices, it.noticeDue() ? "DUE" : "NONE");
    }

    private static boolean has(Set<String> words, String word) {
      return words.contains("ANY") || words.contains(word);
    }
  }

  final List<Row> rows;

  private RuleTable(List<Row> rows) {
    this.rows = rows;
  }

  static RuleTable read() {
    try {
      List<Row> rows = new ArrayList<>();
      for (String line : Files.readAllLines(FILE)) {
        if (line.matches("\\| \\d+ \\|.*")) {
          String[] cells = line.substring(1).split("\\|");
          rows.add(
              new Row(
                  Integer.parseInt(cells[0].strip()),
                  words(cells[1]),
                  words(cells[2]),
                  words(cells[3]),
                  words(cells[4]),
                  word(cells[5], "stays").map(Status::valueOf),
                  word(cells[6], "stays", "notice").map(Status::valueOf),
                  word(cells[7], "nothing").map(Fact::valueOf)));
        }
      }
      return new RuleTable(List.copyOf(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Row> allThatFit(Case it) {
    return rows.stream().filter(row -> row.fits(it)).toList();
  }

  Row row(Case it) {
    return allThatFit(it).get(0);
  }

  /** Every case that there can be: a notice is due only where the end lies ahead. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Status status : Status.values()) {
      for (End end : End.values()) {
        for (Recorded recorded : Recorded.values()) {
          cases.add(new Case(status, end, recorded, false));
          if (end == End.AHEAD || end == End.PASSED_SINCE) {
            cases.add(new Case(status, end, recorded, true));
          }
        }
      }
    }
    return cases;
  }

  /** Every word of a cell, checked: a misspelt one would fit nothing, silently. */
  static Set<String> vocabulary() {
    Set<String> all =
        java.util.stream.Stream.of(Status.values(), End.values(), Recorded.values())
            .flatMap(Arrays::stream)
            .map(Enum::name)
            .collect(Collectors.toSet());
    all.addAll(Set.of("ANY", "DUE", "NONE"));
    return all;
  }

  private static Set<String> words(String cell) {
    return Arrays.stream(cell.split(",")).map(RuleTable::spelt).collect(Collectors.toSet());
  }

  private static Optional<String> word(String cell, String... nothing) {
    return List.of(nothing).contains(cell.strip()) ? Optional.empty() : Optional.of(spelt(cell));
  }

  private static String spelt(String word) {
    return word.strip().toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
  }
}
