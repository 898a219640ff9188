package ai.coditect.ops.export.request;

import ai.coditect.ops.privacy.request.RequestList;
import ai.coditect.ops.privacy.request.Term;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request as it stands; whom it names stays in the database.
 *
 * @param open whether it still waits for an answer that it can get
 * @param nextTry not before; empty for at once
 * @param deletion the ledger's name of what ended it
 * @param parcel the package that can be handed over
 */
record ExportRequest(
    UUID id,
    UUID organization,
    boolean wholeOrganization,
    String profile,
    String state,
    boolean open,
    Optional<String> reason,
    long attempts,
    Optional<Instant> nextTry,
    Instant requestedAt,
    Instant due,
    Optional<Instant> finished,
    Optional<UUID> deletion,
    Optional<Delivery> delivery,
    Optional<Parcel> parcel)
    implements RequestList.Listed {

  /** The first link to it. */
  record Delivery(Instant at, String by) {}

  record Parcel(String location, long bytes, String sha256, Instant dataAt, Instant expiresAt) {
    Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("location", location);
      document.put("bytes", bytes);
      document.put("sha256", sha256);
      document.put("dataAt", dataAt.toString());
      document.put("expiresAt", expiresAt.toString());
      return document;
    }
  }

  boolean failed() {
    return state.equals("failed");
  }

  boolean overdue(Instant now) {
    return term().overdue(now);
  }

  Term term() {
    return new Term(due, open);
  }

  @Override
  public Map<String, Object> document(Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", id.toString());
    document.put("organization", organization.toString());
    document.put("wholeOrganization", wholeOrganization);
    document.put("profile", profile);
    document.put("state", state);
    document.put("open", open);
    document.put("reason", reason.orElse(null));
    document.put("attempts", attempts);
    document.put("nextTryAt", nextTry.map(Instant::toString).orElse(null));
    document.put("requestedAt", requestedAt.toString());
    term().tell(document, now);
    document.put("finishedAt", finished.map(Instant::toString).orElse(null));
    document.put("deletion", deletion.map(UUID::toString).orElse(null));
    document.put("deliveredAt", delivery.map(first -> first.at().toString()).orElse(null));
    document.put("deliveredBy", delivery.map(Delivery::by).orElse(null));
    document.put("package", parcel.map(Parcel::document).orElse(null));
    return document;
  }

  @Override
  public String line(Instant now) {
    StringBuilder line = new StringBuilder();
    line.append(id).append("  ").append(state);
    reason.ifPresent(why -> line.append(" (").append(why).append(")"));
    line.append("; ").append(profile).append(" of ");
    line.append(wholeOrganization ? "all of " : "somebody of ").append(organization);
    line.append("; asked ").append(requestedAt).append(", due ").append(due);
    term().daysLeft(now).ifPresent(days -> line.append(", days left ").append(days));
    if (overdue(now)) {
      line.append(", OVERDUE");
    }
    if (attempts > 0) {
      line.append("; attempts ").append(attempts);
    }
    nextTry.ifPresent(at -> line.append(", next try ").append(at));
    parcel.ifPresent(
        ready ->
            line.append("; ")
                .append(ready.location())
                .append(", ")
                .append(ready.bytes())
                .append(" bytes, sha256 ")
                .append(ready.sha256())
                .append(", until ")
                .append(ready.expiresAt()));
    delivery.ifPresent(first -> line.append("; delivered ").append(first.at()));
    return line.toString();
  }
}
