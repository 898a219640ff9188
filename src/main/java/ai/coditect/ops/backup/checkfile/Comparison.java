package ai.coditect.ops.backup.checkfile;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How the answer of a copy is held against that of the marker. */
public sealed interface Comparison {

  /** Whether an answer fits, and what it was held against. */
  record Fit(boolean fits, String expected) {}

  /**
   * @param then the marker's answer, which is none where it is empty
   * @param now the copy's
   * @param backupAt when the backup was made
   */
  Fit compare(Optional<String> then, Optional<String> now, Instant backupAt);

  /** The same value. */
  record Equal() implements Comparison {
    @Override
    public Fit compare(Optional<String> then, Optional<String> now, Instant backupAt) {
      boolean same =
          then.equals(now)
              || then.flatMap(Comparison::number)
                  .flatMap(a -> now.flatMap(Comparison::number).map(b -> a.compareTo(b) == 0))
                  .orElse(false);
      return new Fit(same, "equal to " + then.orElse("nothing"));
    }
  }

  /** A number or an instant that only grows. */
  record NotLess() implements Comparison {
    @Override
    public Fit compare(Optional<String> then, Optional<String> now, Instant backupAt) {
      String expected = "not less than " + then.orElse("nothing");
      if (then.isEmpty()) {
        return new Fit(true, expected);
      }
      Optional<Integer> order =
          number(then.get())
              .flatMap(a -> now.flatMap(Comparison::number).map(b -> b.compareTo(a)))
              .or(
                  () ->
                      instant(then.get())
                          .flatMap(a -> now.flatMap(Comparison::instant).map(b -> b.compareTo(a))));
      return new Fit(order.filter(sign -> sign >= 0).isPresent(), expected);
    }
  }

  /**
   * A number that may differ by as much as an amount or a share of the marker's, whichever is more.
   */
  record Within(BigDecimal amount, BigDecimal percent) implements Comparison {
    @Override
    public Fit compare(Optional<String> then, Optional<String> now, Instant backupAt) {
      if (then.isEmpty()) {
        return new Fit(now.isEmpty(), "nothing, as the marker says");
      }
      Optional<BigDecimal> before = number(then.get());
      BigDecimal most =
          before.map(n -> n.abs().multiply(percent).movePointLeft(2).max(amount)).orElse(amount);
      boolean fits =
          before
              .flatMap(
                  a ->
                      now.flatMap(Comparison::number)
                          .map(b -> b.subtract(a).abs().compareTo(most) <= 0))
              .orElse(false);
      return new Fit(
          fits, then.get() + " give or take " + most.stripTrailingZeros().toPlainString());
    }
  }

  /** An instant that is at most so old when the backup is made, or as old as at the marker. */
  record AtMostSoOld(Duration age) implements Comparison {
    @Override
    public Fit compare(Optional<String> then, Optional<String> now, Instant backupAt) {
      Instant oldest = backupAt.minus(age);
      Optional<Instant> before = then.flatMap(Comparison::instant);
      boolean fits =
          now.flatMap(Comparison::instant)
              .map(at -> !at.isBefore(oldest) || before.filter(b -> !at.isBefore(b)).isPresent())
              .orElse(now.isEmpty() && then.isEmpty());
      return new Fit(fits, "since " + oldest + " or, as at the marker, " + then.orElse("nothing"));
    }
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
