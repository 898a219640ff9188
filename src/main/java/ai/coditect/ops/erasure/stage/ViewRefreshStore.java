package ai.coditect.ops.erasure.stage;

import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.RefreshedView;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Has the materialized views of the map made anew, so that nobody who is gone is in a copy. */
public final class ViewRefreshStore {
  private static final Sql FIND_STALE = Sql.file("erasure/find_stale_view");
  private static final Sql RECORD = Sql.file("erasure/record_view_refresh");
  private static final Sql COMPOSE = Sql.file("erasure/compose_refresh");
  private static final Sql ALLOW_LONG = Sql.file("erasure/allow_long_refresh");

  private final JdbcClient jdbc;
  private final MappedDatabase mapped;

  public ViewRefreshStore(JdbcClient jdbc, MappedDatabase mapped) {
    this.jdbc = jdbc;
    this.mapped = mapped;
  }

  /** The next view that still has what a deletion took. */
  public Optional<String> stale() {
    return mapped.map().views().isEmpty()
        ? Optional.empty()
        : jdbc.sql(FIND_STALE.text())
            .param("views", texts(mapped.map().views().keySet()))
            .query(String.class)
            .optional();
  }

  private record Composed(String refresh, Optional<String> count) {}

  /**
   * Has the view made anew.
   *
   * @throws RefusalException when somebody is in it afterwards who is gone
   */
  public void refresh(String view, UUID run) {
    PersonalDataMap map = mapped.map();
    RefreshedView refreshed = map.views().get(view);
    Composed composed =
        jdbc.sql(COMPOSE.text())
            .param("view", view)
            .param("function", refreshed.function())
            .param("column", untyped(refreshed.subject().map(Step::column).orElse(null)))
            .param("subject_table", map.subject().table())
            .param("subject_column", map.subject().column())
            .query(
                (row, n) ->
                    new Composed(
                        row.getString("refresh"), Optional.ofNullable(row.getString("count"))))
            .single();
    jdbc.sql(ALLOW_LONG.text()).query(row -> {});
    jdbc.sql(RECORD.text()).param("view", view).param("run_id", run).update();
    jdbc.sql(composed.refresh()).query(row -> {});
    long gone =
        composed.count().map(count -> jdbc.sql(count).query(Long.class).single()).orElse(0L);
    if (gone > 0) {
      throw new RefusalException(
          List.of(
              new Problem(
                  "A materialized view still has people who are gone: "
                      + view
                      + ", made anew, has "
                      + gone
                      + " rows of them.",
                  "materialized view " + view,
                  "It does not copy from the tables of the map alone, or "
                      + refreshed.function()
                      + "() does something else: correct the one that is wrong, then run the job"
                      + " again.")));
    }
  }
}
