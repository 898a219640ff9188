package ai.coditect.ops.erasure.statement;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.MappedDatabase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Has the server compose the statements of erasure from the map and its own catalogue. */
public final class ErasureStatementStore {
  private static final Sql COMPOSE = Sql.file("erasure/compose_statements");

  private final JdbcClient jdbc;
  private final MappedDatabase mapped;
  private final JsonMapper json;
  private volatile @Nullable Composed latest;

  private record Composed(UUID run, Statements statements) {}

  public ErasureStatementStore(JdbcClient jdbc, MappedDatabase mapped, JsonMapper json) {
    this.jdbc = jdbc;
    this.mapped = mapped;
    this.json = json;
  }

  /** The table of people, as the map names it. */
  public String people() {
    return mapped.map().subject().table();
  }

  /** The table of organizations, as the map names it. */
  public String organizations() {
    return mapped.map().organization().table();
  }

  /** The run's statements; composed once a run, as the map was compared when it began. */
  public Statements forRun(UUID run) {
    Composed composed = latest;
    if (composed == null || !composed.run().equals(run)) {
      composed = new Composed(run, compose());
      latest = composed;
    }
    return composed.statements();
  }

  public Statements compose() {
    Catalogue catalogue = mapped.catalogue();
    List<Statement> all =
        jdbc.sql(COMPOSE.text())
            .param("places", json.writeValueAsString(PlacedTable.of(mapped.map(), catalogue)))
            .param("subject_table", people())
            .param("subject_column", mapped.map().subject().column())
            .param("projects", ProjectWays.PROJECTS)
            .query(
                (row, n) ->
                    new Statement(
                        row.getInt("number"),
                        row.getString("table"),
                        kind(row.getString("kind")),
                        row.getString("statement")))
            .list();
    return new Statements(all);
  }

  private static Kind kind(String word) {
    return Optional.of(word.toUpperCase(Locale.ROOT).replace('-', '_'))
        .map(Kind::valueOf)
        .orElseThrow();
  }
}
