package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.privacy.effect.UnfitWrites.Kind;
import ai.coditect.ops.privacy.effect.UnfitWrites.Lacking;
import ai.coditect.ops.privacy.effect.UnfitWrites.Unfit;
import ai.coditect.ops.privacy.effect.WrittenColumn.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Asks the server what it has against the values that erasure writes. */
final class WriteStore {
  private static final Sql UNFIT = Sql.file("privacy/list_unfit_writes");
  private static final Sql PROBES = Sql.file("privacy/compose_probes");
  private static final Sql GRANTS = Sql.file("privacy/list_missing_grants");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  WriteStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A column as the statements take it. */
  private record Asked(
      String table, String column, String value, boolean leads, String along, int event) {}

  /** A question whether some row would be refused. */
  private record Probe(Unfit unfit, String statement) {}

  /**
   * What the worker does to a table.
   *
   * @param reads the columns that it looks at
   * @param changes the columns that it writes into
   */
  record Use(String table, Set<String> reads, boolean deletes, Set<String> changes) {}

  List<Unfit> unfit(List<WrittenColumn> written) {
    if (written.isEmpty()) {
      return List.of();
    }
    String columns =
        JSON.writeValueAsString(
            written.stream()
                .map(
                    each ->
                        new Asked(
                            each.table(),
                            each.column(),
                            each.value().word(),
                            each.leads(),
                            each.along(),
                            each.event()))
                .toList());
    List<Unfit> unfit =
        new ArrayList<>(
            jdbc.sql(UNFIT.text())
                .param("columns", columns)
                .query(
                    (row, n) ->
                        new Unfit(
                            find(
                                written,
                                row.getString("table"),
                                row.getString("column"),
                                row.getString("value")),
                            kind(row.getString("kind")),
                            Optional.ofNullable(row.getString("name")),
                            Optional.ofNullable(row.getString("cure"))))
                .list());
    jdbc
        .sql(PROBES.text())
        .param("columns", columns)
        .query(
            (row, n) ->
                new Probe(
                    new Unfit(
                        find(
                            written,
                            row.getString("table"),
                            row.getString("column"),
                            row.getString("value")),
                        kind(row.getString("kind")),
                        Optional.ofNullable(row.getString("name")),
                        Optional.of(row.getString("cure"))),
                    row.getString("statement")))
        .list()
        .stream()
        .filter(probe -> refuses(probe.statement()))
        .forEach(probe -> unfit.add(probe.unfit()));
    return unfit;
  }

  /** A constraint that breaks at a value, or that the worker may not evaluate, refuses it. */
  private boolean refuses(String statement) {
    try {
      return jdbc.sql(statement).query(Boolean.class).single();
    } catch (DataIntegrityViolationException | BadSqlGrammarException e) {
      return true;
    }
  }

  private static WrittenColumn find(
      List<WrittenColumn> written, String table, String column, String value) {
    return written.stream()
        .filter(each -> each.table().equals(table) && each.column().equals(column))
        .filter(each -> each.value() == Value.valueOf(value.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }

  private static Kind kind(String word) {
    return Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  List<Lacking> lacking(Collection<Use> uses) {
    return jdbc.sql(GRANTS.text())
        .param("tables", JSON.writeValueAsString(uses))
        .query(
            (row, n) ->
                new Lacking(row.getString("table"), row.getString("lacks"), row.getString("cure")))
        .list();
  }
}
