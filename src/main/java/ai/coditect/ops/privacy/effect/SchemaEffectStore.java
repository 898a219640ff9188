package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.effect.SchemaEffects.Copy;
import ai.coditect.ops.privacy.effect.SchemaEffects.ForeignKey;
import ai.coditect.ops.privacy.effect.SchemaEffects.Rule;
import ai.coditect.ops.privacy.effect.SchemaEffects.Shown;
import ai.coditect.ops.privacy.effect.SchemaEffects.Trigger;
import ai.coditect.ops.privacy.effect.SchemaEffects.Unplain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads from the system catalogue, which every login may, what acts by itself. */
final class SchemaEffectStore {
  private static final Sql FOREIGN_KEYS = Sql.file("privacy/list_acting_foreign_keys");
  private static final Sql TRIGGERS = Sql.file("privacy/list_triggers");
  private static final Sql RULES = Sql.file("privacy/list_rules");
  private static final Sql UNPLAIN = Sql.file("privacy/list_unplain_tables");
  private static final Sql COPIES = Sql.file("privacy/list_copying_views");
  private static final Sql COUNTED = Sql.file("privacy/are_rows_counted");

  private final JdbcClient jdbc;

  SchemaEffectStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param schemas that the map is about
   */
  SchemaEffects read(Collection<String> schemas) {
    return new SchemaEffects(
        jdbc.sql(FOREIGN_KEYS.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, n) ->
                    new ForeignKey(
                        row.getString("table"),
                        row.getString("name"),
                        shown(row),
                        row.getString("target"),
                        texts(row, "columns"),
                        texts(row, "target_columns"),
                        KeyAction.valueOf(row.getString("on_delete")),
                        KeyAction.valueOf(row.getString("on_update")),
                        row.getString("plain")))
            .list(),
        jdbc.sql(TRIGGERS.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, n) ->
                    new Trigger(
                        row.getString("table"),
                        row.getString("name"),
                        shown(row),
                        row.getString("function"),
                        row.getBoolean("ours"),
                        row.getBoolean("fires"),
                        row.getBoolean("on_delete"),
                        row.getBoolean("on_update"),
                        Set.copyOf(texts(row, "update_of"))))
            .list(),
        jdbc.sql(RULES.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, n) ->
                    new Rule(row.getString("table"), shown(row), row.getBoolean("on_delete")))
            .list(),
        jdbc.sql(UNPLAIN.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, n) ->
                    new Unplain(
                        row.getString("table"), row.getString("what"), row.getString("cure")))
            .list(),
        jdbc.sql(COPIES.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, n) ->
                    new Copy(
                        row.getString("shown_view"),
                        row.getString("view"),
                        row.getString("table"),
                        row.getString("column"),
                        row.getString("cure")))
            .list(),
        jdbc.sql(COUNTED.text()).query(Boolean.class).single());
  }

  private static Shown shown(ResultSet row) throws SQLException {
    return new Shown(row.getString("shown_name"), row.getString("shown_table"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
