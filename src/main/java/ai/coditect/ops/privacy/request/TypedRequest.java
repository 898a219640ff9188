package ai.coditect.ops.privacy.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the commands that record a request by hand have in common: the clock of the law began when
 * the person asked, not when somebody came to type it.
 */
public final class TypedRequest {
  private static final String REQUESTED_AT = "requested-at";

  private TypedRequest() {}

  public static Argument requestedAt() {
    return Argument.option(
        REQUESTED_AT, Type.INSTANT, "When they asked: their letter's arrival, say. Now without.");
  }

  /** When they asked, as exactly as the database keeps it. */
  public static Instant askedAt(Given given) {
    return given.instant(REQUESTED_AT).orElse(given.now()).truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The answer about a request that is on record now.
   *
   * @param known it was on record before
   * @param requestedAt when it was asked, as it is on record
   * @param next what will happen to it
   */
  public static Reply recorded(
      Given given,
      UUID id,
      boolean known,
      RequestList.Listed request,
      Instant requestedAt,
      Term term,
      String next) {
    Instant now = given.now();
    Map<String, Object> document = new LinkedHashMap<>(request.document(now));
    document.put("already", known);
    List<String> text = new ArrayList<>();
    text.add("request " + id + (known ? " was on record already" : " is on record"));
    text.add(request.line(now));
    boolean otherInstant =
        given.instant(REQUESTED_AT).filter(at -> at.isAfter(requestedAt)).isPresent();
    if (known && otherInstant) {
      text.add("It counts from " + requestedAt + ", as it was on record, and not from later.");
    }
    // Of one that was on record in time only what is over matters.
    Optional<String> late =
        known && !term.overdue(now) ? Optional.empty() : term.lateness(requestedAt, now);
    document.put("lateness", late.orElse(null));
    late.ifPresent(text::add);
    text.add(next);
    return Reply.done(document, text);
  }
}
