package ai.coditect.ops.database.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class ServerErrorTest {
  private static final String NAMES =
      "SERROR\0VERROR\0C%s\0Mm\0scoditect_shared\0tusers\0cemail\0nusers_have_one_email\0F%s\0W%s\0";

  private static String words(String state, String file, String where) {
    ServerErrorMessage message = new ServerErrorMessage(NAMES.formatted(state, file, where));
    return ServerError.of(new PSQLException(message, true)).words();
  }

  @Test
  void what_the_server_itself_says_of_a_constraint_is_said() {
    assertThat(words("23505", "nbtinsert.c", ""))
        .isEqualTo(
            "a value must be unique (SQLSTATE 23505, table coditect_shared.users, column email,"
                + " constraint users_have_one_email)");
  }

  @Test
  void names_that_a_function_gives_to_what_it_raises_are_texts_and_are_not() {
    for (String file : new String[] {"pl_exec.c", "plpy_elog.c", "of_an_extension.c"}) {
      assertThat(words("23505", file, "PL/pgSQL function public.say_it() line 3 at RAISE"))
          .isEqualTo("a value must be unique (SQLSTATE 23505, function public.say_it line 3)");
    }
  }

  @Test
  void a_message_of_names_is_said_where_the_server_says_it_of_the_statement_that_was_sent() {
    assertThat(ofNames("42P01", "parse_relation.c", "")).contains("m");
    assertThat(ofNames("22P02", "parse_relation.c", "")).isEmpty();
    // An extension's own, and what a function raises or makes a statement of.
    assertThat(ofNames("42501", "of_an_extension.c", "")).isEmpty();
    String function = "PL/pgSQL function public.say_it() line 3 at ";
    assertThat(ofNames("42501", "pl_exec.c", function + "RAISE")).isEmpty();
    assertThat(ofNames("42703", "parse_relation.c", function + "EXECUTE")).isEmpty();
    assertThat(ofNames("42703", "parse_relation.c", "SQL function \"say_it\" statement 1"))
        .isEmpty();
  }

  private static Optional<String> ofNames(String state, String file, String where) {
    ServerErrorMessage message = new ServerErrorMessage(NAMES.formatted(state, file, where));
    return ServerError.ofNames(new PSQLException(message, true));
  }

  @Test
  void a_function_is_not_named_by_the_text_of_a_statement() {
    assertThat(
            words(
                "P0001",
                "pl_exec.c",
                "SQL statement \"select 'PL/pgSQL function zoe() line 1'\"\n"
                    + "PL/pgSQL function public.say_it() line 3 at EXECUTE"))
        .isEqualTo(
            "a function or trigger raised an error (SQLSTATE P0001, function public.say_it line 3)");
  }
}
