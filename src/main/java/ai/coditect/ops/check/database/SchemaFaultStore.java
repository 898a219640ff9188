package ai.coditect.ops.check.database;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the catalogue lacks, each with the statement that cures it. */
final class SchemaFaultStore {
  private static final Sql MISSING_TABLES = Sql.file("check/find_missing_tables");
  private static final Sql OPEN_POLICIES = Sql.file("check/find_open_policies");
  private static final Sql UNSERVED_KEYS = Sql.file("check/find_unserved_keys");
  private static final Sql MISSING_TRIGGERS = Sql.file("check/find_missing_triggers");
  private static final Sql UNPROVEN_CONSTRAINTS = Sql.file("check/find_unproven_constraints");

  private final JdbcClient jdbc;

  SchemaFaultStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Problem> missingTables() {
    return ask(MISSING_TABLES);
  }

  List<Problem> openPolicies() {
    return ask(OPEN_POLICIES);
  }

  List<Problem> unservedKeys() {
    return ask(UNSERVED_KEYS);
  }

  List<Problem> missingTriggers() {
    return ask(MISSING_TRIGGERS);
  }

  List<Problem> unprovenConstraints() {
    return ask(UNPROVEN_CONSTRAINTS);
  }

  private List<Problem> ask(Sql question) {
    return jdbc.sql(question.text())
        .query(
            (row, number) ->
                new Problem(row.getString("what"), row.getString("place"), row.getString("cure")))
        .list();
  }
}
