package ai.coditect.ops.database;

import ai.coditect.ops.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Queries that find problems answer with them: what, place, cure. */
final class Problems {
  private Problems() {}

  static Problem row(ResultSet row, int number) throws SQLException {
    return new Problem(row.getString("what"), row.getString("place"), row.getString("cure"));
  }
}
