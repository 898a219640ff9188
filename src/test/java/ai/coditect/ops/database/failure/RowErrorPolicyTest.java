package ai.coditect.ops.database.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an error says about the rows of a page, by its SQLSTATE and by where it was raised. */
class RowErrorPolicyTest {
  private static final String THEIRS =
      "PL/pgSQL function public.zz() line 3 at RAISE\nSQL statement \"delete from x\"";
  private static final String OURS = "PL/pgSQL function coditect_ops.audit_rows() line 11 at RAISE";

  @ParameterizedTest
  @CsvSource({
    // constraints, data, views, triggers: the same row raises them again
    "23503, true, true",
    "23505, true, true",
    "22P02, true, true",
    "44000, true, true",
    "27000, true, true",
    "21000, true, true",
    "09000, true, true",
    "P0001, true, true",
    "P0002, true, true",
    "38000, true, true",
    // what a trigger's code runs into is of the rows that wake it; what a statement runs into is
    // not
    "42703, false, true",
    "42501, false, true",
    "0A000, false, true",
    "54001, false, true",
    // what passes, or stops everybody alike
    "40001, false, false",
    "40P01, false, false",
    "55P03, false, false",
    "57014, false, false",
    "57P01, false, false",
    "08006, false, false",
    "53100, false, false",
    "53300, false, false",
    "25006, false, false",
    "25P02, false, false",
    "58030, false, false",
    "XX001, false, false",
    "28000, false, false"
  })
  void an_error_is_of_a_row(String sqlState, boolean plainly, boolean inATrigger) {
    assertThat(RowErrorPolicy.isOfARow(sqlState, "")).as("plainly").isEqualTo(plainly);
    assertThat(RowErrorPolicy.isOfARow(sqlState, THEIRS)).as("in a trigger").isEqualTo(inATrigger);
    assertThat(RowErrorPolicy.isOfARow(sqlState, OURS)).as("in one of ours").isFalse();
  }

  @Test
  void nothing_is_known_of_an_error_without_a_state() {
    assertThat(RowErrorPolicy.isOfARow("", THEIRS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PL/pgSQL function public.zz() line 3 at RAISE | public.zz()",
        "PL/pgSQL function \"Bill ing\".\"do it\"(integer,text) line 12 at SQL statement | \"Bill ing\".\"do it\"(integer,text)",
      })
  void the_function_is_the_innermost(String context, String function) {
    assertThat(RowErrorPolicy.function(context)).contains(function);
  }

  @Test
  void what_a_statement_says_is_no_function() {
    assertThat(
            RowErrorPolicy.function(
                "SQL statement \"select function f(bob@example.org) line 1\""
                    + "\nPL/pgSQL function public.zz() line 3 at RAISE"))
        .contains("public.zz()");
    assertThat(
            RowErrorPolicy.function(
                "SQL statement \"select 1\nPL/pgSQL function bob@example.org() line 1\""
                    + "\nPL/pgSQL function public.zz() line 3 at RAISE"))
        .isEmpty();
  }
}
