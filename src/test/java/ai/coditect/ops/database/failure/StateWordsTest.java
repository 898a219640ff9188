package ai.coditect.ops.database.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.failure.StateWords.Meaning;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of each SQLSTATE of the classes that tell of the server, the session and locks. */
class StateWordsTest {
  /** Of PostgreSQL 15's errcodes.txt, and one of 17. */
  private static final String STATES =
      "08000 08003 08006 08001 08004 08007 08P01"
          + " 25000 25001 25002 25008 25003 25004 25005 25006 25007 25P01 25P02 25P03 25P04 26000"
          + " 28000 28P01 3D000 3F000"
          + " 40000 40002 40001 40003 40P01"
          + " 42000 42601 42501 42846 42803 42P20 42P19 42830 42602 42622 42939 42804 42P18 42P21"
          + " 42P22 42809 428C9 42703 42883 42P01 42P02 42704 42701 42P03 42P04 42723 42P05 42P06"
          + " 42P07 42712 42710 42702 42725 42P08 42P09 42P10 42611 42P11 42P12 42P13 42P14 42P15"
          + " 42P16 42P17"
          + " 53000 53100 53200 53300 53400 54000 54001 54011 54023"
          + " 55000 55006 55P02 55P03 55P04"
          + " 57000 57014 57P01 57P02 57P03 57P04 57P05 58000 58030 58P01 58P02"
          + " XX000 XX001 XX002";

  static Stream<String> states() {
    return Stream.of(STATES.split(" "));
  }

  @ParameterizedTest
  @MethodSource("states")
  void each_has_words_and_a_cure_of_its_own_kind(String state) {
    Meaning meaning = StateWords.of(state);
    assertThat(meaning.words()).isNotEqualTo("it could not do this").doesNotEndWith(".");
    assertThat(meaning.cure().orElseThrow()).matches("(?s)[\"A-Z].*[.;]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08006 | the connection failed | See that the server runs and is reached",
        "08004 | what answers lets this connection not in | See its log",
        "08P01 | what answers does not speak as a server does, or is a pooler without one | See that DB_HOST and DB_PORT",
        "25001 | the transaction is in no state for it | Nothing half-done was kept.",
        "25006 | it takes no writes now | Let DB_HOST name the primary, not a replica",
        "25P02 | an error before it has ended the transaction | Nothing half-done",
        "25P03 | it ended a transaction in which this worker was silent for too long | Give the worker more",
        "25P04 | a transaction took longer than the server lets any | Reset transaction_timeout",
        "26000 | a prepared statement is not in this session | Connect to PostgreSQL itself, not to a pooler",
        "40001 | another transaction changed the same rows | Nothing to do; the run goes on by itself.",
        "40003 | whether it committed is not known | Nothing to do",
        "40P01 | deadlock | Nothing to do",
        "42501 | a privilege is missing, or a policy keeps the row | \"check\" names",
        "42601 | a statement is not understood | Run migrate with this release",
        "42703 | a column is missing | Run migrate with this release",
        "42883 | a function or operator is missing | Run migrate with this release",
        "42P01 | a table is missing | Run migrate with this release",
        "42P05 | a prepared statement is in this session already | Connect to PostgreSQL itself",
        "53000 | the server is out of a resource | Give it room; the run goes on by itself",
        "53100 | its disk is full | Give its disk room",
        "53200 | its memory is used up | Give it memory",
        "53300 | it has no connection left | Close what others hold, or raise max_connections",
        "53400 | a limit in its settings is reached | Raise the limit that its log names",
        "54000 | a limit of the server is exceeded | Lower run.bite",
        "55000 | what it is about is in no state for it, or lets nobody in | Let the worker in again",
        "55006 | another session uses it | See what else works on these rows",
        "55P02 | a setting cannot be changed now | See the server's settings",
        "55P03 | another session holds a lock | See what else works on these rows; the run goes on by itself.",
        "57014 | a statement took longer than it may, or somebody canceled it | Lower run.bite",
        "57P01 | the server shuts down, or somebody ended the session | See that it runs",
        "57P02 | the server has crashed and starts again | See the server's log",
        "57P03 | the server starts up or shuts down | Wait for it",
        "57P04 | the database was dropped | Correct DB_NAME, or restore the database",
        "57P05 | it ended a session that nobody used | Nothing to do",
        "58030 | the server cannot read or write its files | See the server's log and its disks",
        "58P01 | the server cannot read or write its files | See the server's log and its disks",
        "XX000 | the server has found a fault of its own | See the server's log",
        "XX001 | a page of a table is damaged | Keep the server's files as they are",
        "XX002 | an index is damaged | Make the index that the server's log names anew",
      })
  void what_is_said(String state, String words, String cure) {
    Meaning meaning = StateWords.of(state);
    assertThat(meaning.words()).isEqualTo(words);
    assertThat(meaning.cure().orElseThrow()).startsWith(cure);
  }

  /** A stack trace is worth its lines only where our code may be at fault. */
  @ParameterizedTest
  @CsvSource({
    "08006, false", "25006, false", "25001, true", "26000, false", "40001, false", "42501, false",
    "42703, true", "42P01, false", "53100, false", "54000, true", "55P03, false", "57014, false",
    "58030, false", "XX000, true", "XX001, false"
  })
  void what_has_a_stack_trace(String state, boolean traced) {
    assertThat(StateWords.of(state).traced()).isEqualTo(traced);
  }

  @Test
  void what_nobody_has_thought_of_says_so_and_has_a_trace() {
    assertThat(StateWords.of("HV000"))
        .isEqualTo(new Meaning("it could not do this", Optional.empty(), true));
    assertThat(StateWords.of("").traced()).isTrue();
  }
}
