package ai.coditect.ops.job.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The arguments that were given, checked, by name. They may be personal and are never shown.
 *
 * @param operator the operating system's name of who typed the command
 * @param watching whoever sits at the terminal, if somebody does: says yes or no to a question
 * @param screen what that person looks at
 */
public record Given(
    Map<String, String> values,
    Clock clock,
    String operator,
    Predicate<String> watching,
    Screen screen) {

  /** Nobody is there to be asked or shown anything. */
  public Given(Map<String, String> values, Clock clock, String operator) {
    this(values, clock, operator, question -> false, (page, pause) -> false);
  }

  /** A terminal that somebody watches. */
  @FunctionalInterface
  public interface Screen {
    /**
     * Shows a page in place of the one before, and waits so long; false when the command is to end,
     * at once where nobody watches.
     */
    boolean show(List<String> page, Duration pause);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value of a required argument. */
  public String required(String name) {
    return text(name).orElseThrow();
  }

  public Optional<UUID> uuid(String name) {
    return text(name).map(UUID::fromString);
  }

  public Optional<Long> integer(String name) {
    return text(name).map(Long::valueOf);
  }

  public Optional<Instant> instant(String name) {
    return text(name).map(Instant::parse);
  }

  /** Whether a BOOLEAN argument is given and true. */
  public boolean flag(String name) {
    return text(name).map(Boolean::valueOf).orElse(false);
  }

  /** Whether somebody sits at the terminal and says yes; false where nobody can be asked. */
  public boolean confirms(String question) {
    return watching.test(question);
  }

  public Instant now() {
    return clock.instant();
  }

  @Override
  public String toString() {
    return "Given" + values.keySet();
  }
}
