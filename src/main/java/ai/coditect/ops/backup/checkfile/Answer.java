package ai.coditect.ops.backup.checkfile;

import java.util.Optional;

/**
 * What a statement answered.
 *
 * @param value as text: a number, an ISO 8601 instant, true or false; null where the statement
 *     answered null or failed
 * @param failure why there is no answer, in our words
 */
public record Answer(String check, Optional<String> value, Optional<String> failure) {

  public static Answer of(String check, Optional<String> value) {
    return new Answer(check, value, Optional.empty());
  }

  public static Answer failed(String check, String why) {
    return new Answer(check, Optional.empty(), Optional.of(why));
  }

  /** For a table: the value, "nothing", or the failure. */
  public String shown() {
    return failure.orElseGet(() -> value.orElse("nothing"));
  }
}
