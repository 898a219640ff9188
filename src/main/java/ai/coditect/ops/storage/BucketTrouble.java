package ai.coditect.ops.storage;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import com.google.auth.Retryable;
import com.google.cloud.storage.StorageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keeps a worker from its bucket, and what to do about it. */
public record BucketTrouble(Place.Bucket place, Use use) {
  private static final Pattern REASON = Pattern.compile("\"reason\"\\s*:\\s*\"([A-Za-z]{1,60})\"");

  /**
   * What an operator can do about it; of the type of an outage where the same question may be
   * answered later. The service's own text is not repeated: it names accounts.
   *
   * @param what {@code cannot be written} or the like
   */
  public ProblemsException with(String what, Exception e) {
    StorageException answer = answer(e);
    int code = answer == null ? 0 : answer.getCode();
    String reason = reason(e);
    if (code == 404) {
      return problem(
          "does not exist (404" + reason + ").",
          "Correct the bucket's name, or create it; one that was deleted with what it held is"
              + " restored, not made anew, as long as its soft delete lasts.");
    }
    if (code == 401
        || !isAboutTheNetwork(e)
            && Causes.of(e).stream().anyMatch(BucketTrouble::isAboutCredentials)) {
      return problem(
          what + ": the worker has no credentials, or they are not accepted.",
          "Give the worker a service account (on GKE by Workload Identity).");
    }
    if (code == 429 || reason.contains("quota") || reason.contains("ateLimit")) {
      return outage(
          what + ": a quota is used up (" + code + reason + ").",
          "Raise the quota of the project; what was written before is whole.");
    }
    if (reason.contains("etention") || reason.contains("Hold")) {
      return problem(
          what + ": the bucket has a retention policy or a hold (" + code + reason + ").",
          "Name a bucket without, where what is deleted has to go.");
    }
    if (code == 412) {
      return outage(
          what + ": its name is taken (412).", "Run again: every attempt has a name of its own.");
    }
    if (code == 403) {
      return problem(what + ": the worker has no right to (403" + reason + ").", use.rights());
    }
    if (code > 0) {
      // A 400 too: it answers what arrived changed.
      return outage(
          what + ": the service answers " + code + reason + ".",
          "Run again later; what was written before is whole.");
    }
    return outage(
        what + ": the service is not reached, or falls silent" + network(e) + ".",
        "See that the network lets the worker reach it; then run again.");
  }

  /** What the service answered, if it did. */
  public static @Nullable StorageException answer(Throwable failure) {
    return Causes.of(failure).stream()
        .filter(StorageException.class::isInstance)
        .map(StorageException.class::cast)
        .filter(answer -> answer.getCode() > 0)
        .findFirst()
        .orElse(null);
  }

  /** An upload in chunks keeps the reason in the text of the answer only. */
  private static String reason(Throwable failure) {
    StorageException answer = answer(failure);
    if (answer != null && answer.getReason() != null) {
      return " " + answer.getReason();
    }
    return Causes.of(failure).stream()
        .map(cause -> REASON.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(found -> " " + found.group(1))
        .findFirst()
        .orElse("");
  }

  private static boolean isAboutCredentials(Throwable cause) {
    return cause.getClass().getName().startsWith("com.google.auth.");
  }

  /** The credentials of a service account are asked for over the network, too. */
  public static boolean isAboutTheNetwork(Throwable failure) {
    return Causes.of(failure).stream()
        .anyMatch(
            cause ->
                cause instanceof Retryable asked && asked.isRetryable()
                    || cause.getClass().getName().startsWith("java.net."));
  }

  private static String network(Throwable failure) {
    return Causes.of(failure).stream()
        .filter(cause -> cause.getClass().getName().startsWith("java.net."))
        .map(cause -> " (" + cause + ")")
        .findFirst()
        .orElse("");
  }

  /** A problem of this bucket that may be over by itself. */
  public TransientProblemsException outage(String what, String cure) {
    return use.outage(what, place.toString(), cure);
  }

  /** A problem of this bucket. */
  public ProblemsException problem(String what, String cure) {
    return use.problem(what, place.toString(), cure);
  }
}
