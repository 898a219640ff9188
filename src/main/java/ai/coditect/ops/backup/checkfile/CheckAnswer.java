package ai.coditect.ops.backup.checkfile;

import java.util.Optional;

/**
 * What a statement answered.
 *
 * @param value as text: a number, an ISO 8601 instant, true or false; null where the statement
 *     answered null or failed
 * @param failure why there is no answer, in our words
 */
public record CheckAnswer(String check, Optional<String> value, Optional<String> failure) {

  public static CheckAnswer of(String check, Optional<String> value) {
    return new CheckAnswer(check, value, Optional.empty());
  }

  public static CheckAnswer failed(String check, String why) {
    return new CheckAnswer(check, Optional.empty(), Optional.of(why));
  }

  /** For a table: the value, "nothing", or the failure. */
  public String shown() {
    return failure.orElseGet(() -> value.orElse("nothing"));
  }
}
