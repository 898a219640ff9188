package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.RefreshedView;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether the materialized views that the map has made anew can be. PostgreSQL 15 lets only an
 * owner do that, whom the worker is not to be: a function does it with its owner's rights.
 */
final class RefreshStore {
  private static final Sql FIND_UNFIT = Sql.file("privacy/find_unfit_refreshes");

  private final JdbcClient jdbc;

  RefreshStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Problem> problems(PersonalDataMap map) {
    if (map.views().isEmpty()) {
      return List.of();
    }
    List<Map.Entry<String, RefreshedView>> views = List.copyOf(map.views().entrySet());
    return jdbc.sql(FIND_UNFIT.text())
        .param("views", Arrays.texts(views.stream().map(Map.Entry::getKey).toList()))
        .param(
            "functions",
            Arrays.texts(views.stream().map(each -> each.getValue().function()).toList()))
        .param(
            "columns",
            Arrays.texts(
                views.stream()
                    .map(each -> each.getValue().subject().map(s -> s.column()).orElse(""))
                    .toList()))
        .query(
            (row, n) ->
                new Problem(
                    row.getString("what"),
                    map.file() + ", tables." + row.getString("view_name"),
                    row.getString("cure")))
        .list();
  }
}
