package ai.coditect.ops.erasure;

import ai.coditect.ops.database.Sql;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The requests of people. */
final class RequestStore {
  private static final Sql ANSWER_ABSENT = Sql.file("erasure/answer_absent_requests");

  private final JdbcClient jdbc;

  RequestStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Completes some requests about those who are not there any more. */
  int answerAbsent(UUID run, int most) {
    return jdbc.sql(ANSWER_ABSENT.text()).param("run_id", run).param("most", most).update();
  }
}
