package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.failure.FailureWords;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

class FailureProblemTest {

  @ParameterizedTest
  @CsvSource({
    "53100, its disk is full, Give its disk room",
    "53300, it has no connection left, Close what others hold",
    "53200, its memory is used up, Give it memory",
    "54000, a limit of the server is exceeded, Lower run.bite in the job file. The log has the stack",
    "55P03, another session holds a lock, See what else works on these rows",
    "57014, 'a statement took longer than it may, or somebody canceled it', Lower run.bite",
    "42703, a column is missing, Run migrate with this release",
    "XX002, an index is damaged, Make the index",
    "28P01, the login or its password is not accepted, Correct DB_USER",
    "3D000, the database does not exist, Correct DB_NAME",
    "58030, the server cannot read or write its files, See the server's log",
  })
  void a_server_that_answers_is_not_one_that_is_away(String state, String words, String cure) {
    FailureProblem problem = FailureProblem.of("j", translated(state));

    assertThat(problem.problem().what())
        .isEqualTo("the database refused: " + words + " (SQLSTATE " + state + ").");
    assertThat(problem.problem().cure()).startsWith(cure);
    assertThat(problem.expected()).isEqualTo(!Set.of("54000", "42703").contains(state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "57P01", "57P03"})
  void a_server_that_is_away_is_said_to_be(String state) {
    assertThat(FailureProblem.of("j", translated(state)).problem().what())
        .isEqualTo("the database cannot be reached or went away (SQLSTATE " + state + ").");
  }

  @Test
  void without_a_state_the_type_decides() {
    for (Exception away :
        new Exception[] {
          new CannotGetJdbcConnectionException("no", new SQLException("none is free")),
          new DataAccessResourceFailureException("no"),
        }) {
      assertThat(FailureProblem.of("j", away).problem().what())
          .isEqualTo("the database cannot be reached or went away.");
    }
    assertThat(FailureProblem.of("j", new SQLException("no")).expected()).isFalse();
  }

  @Test
  void a_state_behind_an_error_without_one_is_found() {
    SQLException pool = new SQLException("none is free", new SQLException("full", "53300"));
    assertThat(
            FailureProblem.of("j", new CannotGetJdbcConnectionException("no", pool))
                .problem()
                .what())
        .contains("it has no connection left");
  }

  /** The door of a database that lets nobody in; behind it the same state is a fault of ours. */
  @Test
  void a_database_that_takes_no_connections_is_away() {
    SQLException closed = new SQLException("not accepting connections", "55000");
    SQLException pool = new SQLTransientConnectionException("none is free", "55000", closed);
    FailureProblem atTheDoor =
        FailureProblem.of("j", new CannotGetJdbcConnectionException("no", pool));
    assertThat(atTheDoor.expected()).isTrue();
    assertThat(atTheDoor.problem().what())
        .isEqualTo("the database cannot be reached or went away (SQLSTATE 55000).");
    assertThat(FailureWords.of(pool)).startsWith("the database cannot be reached or went away");
    assertThat(FailureProblem.of("j", closed).expected()).isFalse();
  }

  /** As the connector of Cloud SQL has it, behind a pool that repeats the state. */
  @Test
  void a_way_that_failed_is_one_behind_the_pool_too() {
    PSQLException way =
        new PSQLException(
            "Something unusual", PSQLState.UNEXPECTED_ERROR, new UnknownHostException("sqladmin"));
    SQLException pool = new SQLTransientConnectionException("none is free", "99999", way);
    FailureProblem problem =
        FailureProblem.of("j", new CannotGetJdbcConnectionException("no", pool));
    assertThat(problem.expected()).isTrue();
    assertThat(problem.problem().what()).startsWith("the database cannot be reached");
  }

  private static DataAccessException translated(String state) {
    SQLException failure = new SQLException("zoe@token.example", state);
    DataAccessException translated =
        new SQLStateSQLExceptionTranslator().translate("bite", "select 1", failure);
    // What a server says at the door is no error of a statement.
    return translated == null ? new CannotGetJdbcConnectionException("none", failure) : translated;
  }
}
