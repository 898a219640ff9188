package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.Examination.Result;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.database.failure.FailureWords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Collects the results of an examination. A check that breaks is a result, too. */
final class ResultList {
  private static final int SHOWN = 5;
  private final List<Result> results = new ArrayList<>();
  private final Consumer<Runnable> attempts;

  /**
   * @param attempts does something that may fail, so that the next check can be made all the same
   */
  ResultList(Consumer<Runnable> attempts) {
    this.attempts = attempts;
  }

  /** What a check is called, what it proves, and what it does not. */
  record Claim(String name, String proves, String doesNotProve) {
    Claim(String name, String proves) {
      this(name, proves, "");
    }

    Result ok(String measured, String expected) {
      return result(Verdict.OK, measured, expected);
    }

    Result failed(String measured, String expected) {
      return result(Verdict.FAILED, measured, expected);
    }

    Result inconclusive(String why) {
      return result(Verdict.INCONCLUSIVE, why, "an answer");
    }

    Result notApplicable(String why) {
      return result(Verdict.NOT_APPLICABLE, why, "nothing");
    }

    Result judged(boolean holds, String measured, String expected) {
      return result(holds ? Verdict.OK : Verdict.FAILED, measured, expected);
    }

    /** Ok if nothing is listed; of a long list the first are shown. */
    Result none(List<String> found, String expected) {
      return judged(found.isEmpty(), found.isEmpty() ? "none" : shown(found), expected);
    }

    private Result result(Verdict verdict, String measured, String expected) {
      return new Result(name, verdict, measured, expected, proves, doesNotProve);
    }
  }

  static String shown(List<String> found) {
    String first = String.join("; ", found.subList(0, Math.min(SHOWN, found.size())));
    return found.size() + ": " + first + (found.size() > SHOWN ? "; …" : "");
  }

  void add(Result result) {
    results.add(result);
  }

  /** Makes a check; a failure on the way leaves it without an answer. */
  void ask(Claim claim, Supplier<Result> check) {
    try {
      attempts.accept(() -> results.add(check.get()));
    } catch (RuntimeException e) {
      results.add(claim.inconclusive("It could not be asked: " + FailureWords.of(e) + "."));
    }
  }

  /**
   * Makes a check whose statements exist only if the copy is sound; a failure on the way fails it.
   */
  void demand(Claim claim, String expected, Supplier<Result> check) {
    try {
      attempts.accept(() -> results.add(check.get()));
    } catch (RuntimeException e) {
      results.add(claim.failed("It could not be asked: " + FailureWords.of(e) + ".", expected));
    }
  }

  /** Does what adds results by itself. */
  void attempt(Runnable work) {
    attempts.accept(work);
  }

  List<Result> results() {
    return List.copyOf(results);
  }
}
