package ai.coditect.ops.export.content;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Has the server compose what reads and checks each table, from the outline and its catalogue. */
final class ExportStatementStore {
  private static final Sql COMPOSE = Sql.file("export/compose_statements");
  private static final Sql COMPOSE_SUBJECT = Sql.file("export/compose_subject");
  // What a row may take of the memory at once; a larger one comes in pieces.
  private static final int LARGE = 2 << 20;
  private static final int PIECE = 1 << 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SnapshotStore snapshot;
  private final int large;
  private final int piece;

  ExportStatementStore(SnapshotStore snapshot) {
    this(snapshot, LARGE, PIECE);
  }

  /**
   * @param large bytes of a row from which on it comes in pieces
   * @param piece bytes of a piece
   */
  ExportStatementStore(SnapshotStore snapshot, int large, int piece) {
    this.snapshot = snapshot;
    this.large = large;
    this.piece = piece;
  }

  enum Kind {
    JSON_ROWS,
    JSON_PIECES,
    CSV_LINES,
    CSV_ROWS,
    CSV_PIECES,
    COUNT,
    REDACTIONS,
    /** No statement, but which cells the redaction looks at. */
    SEARCHED,
    MENTIONED,
    OWN_ADDRESSES
  }

  /**
   * The statements of each place, in the order of the places.
   *
   * @param people the key of the people
   * @param contact the columns of their table that say where they are reached
   */
  List<Map<Kind, String>> compose(
      List<Place> places, Scope scope, Key people, List<String> contact) {
    List<Map<Kind, String>> statements = new ArrayList<>();
    places.forEach(place -> statements.add(new TreeMap<>()));
    snapshot
        .jdbc()
        .sql(COMPOSE.text())
        .param("sheets", JSON.writeValueAsString(places))
        .param("organization", scope.organization())
        .param("user", Arrays.untyped(scope.user().orElse(null)))
        .param("people", people.table())
        .param("people_key", people.column())
        .param("contact", Arrays.texts(contact))
        .param("large", large)
        .param("piece", piece)
        .query(
            row -> {
              statements
                  .get(row.getInt("number") - 1)
                  .put(
                      Kind.valueOf(
                          row.getString("kind").toUpperCase(Locale.ROOT).replace('-', '_')),
                      row.getString("statement"));
            });
    return statements;
  }

  /** The own addresses of whom the key names; empty when there is nobody. */
  Optional<List<String>> addresses(Key key, UUID id, List<String> columns) {
    String statement =
        snapshot
            .jdbc()
            .sql(COMPOSE_SUBJECT.text())
            .param("columns", Arrays.texts(columns))
            .param("table", key.table())
            .param("key", key.column())
            .param("id", id)
            .query(String.class)
            .single();
    return snapshot
        .read(statement, (row, number) -> List.of((String[]) row.getArray("own").getArray()))
        .stream()
        .findFirst();
  }

  long count(String statement) {
    return snapshot.read(statement, (row, number) -> row.getLong(1)).get(0);
  }

  List<String> ownAddresses(String statement) {
    return snapshot.read(statement, (row, number) -> row.getString("own"));
  }

  /** The people other than the one of the package whose ids the texts of a place have. */
  Set<UUID> mentioned(String statement) {
    return Set.copyOf(snapshot.read(statement, (row, number) -> row.getObject("id", UUID.class)));
  }

  /** Rows with a reference that was left out, by column. */
  Map<String, Long> redactions(String statement) {
    Map<String, Long> redactions = new TreeMap<>();
    snapshot.read(
        statement, (row, number) -> redactions.put(row.getString("column"), row.getLong("rows")));
    redactions.values().removeIf(rows -> rows == 0);
    return redactions;
  }
}
