package ai.coditect.ops.erasure.request;

import ai.coditect.ops.privacy.request.RequestList;
import ai.coditect.ops.privacy.request.Term;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A request as it stands; whom it names stays in the database.
 *
 * @param firstDue one calendar month after it was asked
 * @param extended until when the time was extended
 * @param finished when it was answered here
 * @param fulfilled when the last of the other stores had answered, where any were asked
 * @param awaited which other stores it waits for, each with by when it was to answer
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
    Optional<Instant> finished,
    Optional<Instant> fulfilled,
    List<String> awaited)
    implements RequestList.Listed {

  /** Answered here, while other stores have not all answered. */
  boolean partly() {
    return state.equals("partly");
  }

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
    document.put("fulfilledAt", fulfilled.map(Instant::toString).orElse(null));
    document.put("awaitedStores", awaited.stream().map(each -> awaited(each, now)).toList());
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
    finished.ifPresent(at -> line.append(", answered ").append(at));
    fulfilled.ifPresent(at -> line.append(", by every store ").append(at));
    if (open()) {
      line.append(", due ")
          .append(due())
          .append(extended.isPresent() ? " (extended)" : "")
          .append(", days left ")
          .append(daysLeft(now).orElseThrow())
          .append(overdue(now) ? ", OVERDUE" : "");
    }
    for (String store : awaited) {
      Map<String, Object> each = awaited(store, now);
      line.append("; waits for ")
          .append(each.get("store"))
          .append(Boolean.TRUE.equals(each.get("overdue")) ? ", OVERDUE since " : " until ")
          .append(each.get("due"));
    }
    return line.toString();
  }

  /** Written as its name and its time. */
  private static Map<String, Object> awaited(String store, Instant now) {
    String[] parts = store.split(" ", 2);
    Instant due = Instant.parse(parts[1]);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("store", parts[0]);
    document.put("due", due.toString());
    document.put("overdue", !due.isAfter(now));
    return document;
  }
}
