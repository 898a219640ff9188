package ai.coditect.ops.erasure.request;

import ai.coditect.ops.privacy.request.RequestList;
import ai.coditect.ops.privacy.request.Term;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A request as it stands; whom it names stays in the database.
 *
 * @param firstDue one calendar month after it was asked
 * @param extended until when the time was extended
 */
record ErasureRequest(
    UUID id,
    UUID organization,
    boolean wholeOrganization,
    String state,
    Optional<String> ground,
    Optional<UUID> hold,
    Instant requestedAt,
    Instant firstDue,
    Optional<Instant> extended,
    Optional<Instant> finished)
    implements RequestList.Listed {

  boolean open() {
    return !state.equals("completed");
  }

  /** By when it has to be answered. */
  Instant due() {
    return extended.orElse(firstDue);
  }

  boolean overdue(Instant now) {
    return term().overdue(now);
  }

  OptionalLong daysLeft(Instant now) {
    return term().daysLeft(now);
  }

  Term term() {
    return new Term(due(), open());
  }

  @Override
  public Map<String, Object> document(Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", id.toString());
    document.put("organization", organization.toString());
    document.put("wholeOrganization", wholeOrganization);
    document.put("state", state);
    document.put("ground", ground.orElse(null));
    document.put("requestedAt", requestedAt.toString());
    document.put("extended", extended.isPresent());
    term().tell(document, now);
    document.put("hold", hold.map(UUID::toString).orElse(null));
    document.put("finishedAt", finished.map(Instant::toString).orElse(null));
    return document;
  }

  @Override
  public String line(Instant now) {
    StringBuilder line = new StringBuilder();
    line.append(id).append("  ").append(state);
    ground.ifPresent(why -> line.append(" (").append(why).append(")"));
    hold.ifPresent(held -> line.append(", hold ").append(held));
    line.append("; ").append(wholeOrganization ? "all of " : "somebody of ").append(organization);
    line.append("; asked ").append(requestedAt);
    finished.ifPresentOrElse(
        at -> line.append(", answered ").append(at),
        () ->
            line.append(", due ")
                .append(due())
                .append(extended.isPresent() ? " (extended)" : "")
                .append(", days left ")
                .append(daysLeft(now).orElseThrow())
                .append(overdue(now) ? ", OVERDUE" : ""));
    return line.toString();
  }
}
