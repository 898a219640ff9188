package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.CertificateStore.Erased;
import ai.coditect.ops.erasure.evidence.CertificateStore.Keeping;
import ai.coditect.ops.erasure.evidence.CertificateStore.Request;
import ai.coditect.ops.erasure.propagation.PropagationReportStore;
import ai.coditect.ops.erasure.propagation.StoreReport;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes one page about how a request was answered. */
final class CertificateCommand implements RoomCommand {
  private static final String REQUEST = "request";

  @Override
  public String name() {
    return "erasures certificate";
  }

  @Override
  public String description() {
    return "Say on one page what was erased, anonymised and kept for a request.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(Argument.positional(REQUEST, Type.UUID, "The request's id."));
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    UUID id = given.uuid(REQUEST).orElseThrow();
    CertificateStore store = room.get(CertificateStore.class);
    Optional<Request> request = store.request(id, given.now());
    List<Erased> erased =
        store.erased(id, request.filter(Request::wholeOrganization).map(Request::organization));
    if (request.isEmpty() && erased.isEmpty()) {
      return Reply.wrong(
          new Problem(
              "There is no request with this id.",
              "ops-worker erasures certificate",
              "Take the id from the event or from \"erasures list\"."));
    }
    Optional<Request> waiting = request.filter(asked -> !asked.state().matches("completed|partly"));
    if (waiting.isPresent()) {
      return open(id, waiting.get());
    }
    StoreReport others = others(room, id, request, erased, given.now());
    if (!others.complete()) {
      return partly(id, request, others);
    }
    PersonalDataMap map = room.get(MappedDatabase.class).map();
    Map<String, Optional<Instant>> refreshes = store.refreshes(erased, map.views().keySet());
    if (refreshes.containsValue(Optional.<Instant>empty())) {
      return stale(id, refreshes);
    }
    Optional<Witness> witness =
        erased.isEmpty()
            ? Optional.empty()
            : Optional.of(witness(room, erased.get(erased.size() - 1)));
    Certificate certificate =
        Certificate.of(
            id,
            request,
            erased,
            witness,
            map,
            store.keeping().map(Keeping::words).orElse(Keeping.UNKNOWN),
            given.now());
    Certificate whole =
        certificate.refreshed(refreshes).and(others, request.flatMap(Request::fulfilledAt));
    return Reply.done(whole.document(), whole.text());
  }

  private static StoreReport others(
      Room room, UUID id, Optional<Request> request, List<Erased> erased, Instant now) {
    Set<UUID> deletions = new LinkedHashSet<>(Set.of(id));
    request.flatMap(Request::deletion).ifPresent(deletions::add);
    erased.forEach(each -> deletions.add(each.deletion()));
    return room.get(PropagationReportStore.class).of(deletions, now);
  }

  /** Nobody is certified before every store has answered. */
  private static Reply partly(UUID id, Optional<Request> request, StoreReport others) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", id.toString());
    document.put("state", "partly");
    request.ifPresent(
        asked -> {
          document.put("organization", asked.organization().toString());
          document.put("completed", asked.finishedAt().map(Object::toString).orElse(null));
          document.put("due", asked.extendedUntil().orElse(asked.dueAt()).toString());
          document.put("daysLeft", asked.daysLeft());
        });
    document.put("otherStores", others.stores());
    return new Reply(
        3,
        document,
        List.of(),
        List.of(
            new Problem(
                "Not certified yet: this database has erased, and not every other store: "
                    + String.join("; ", others.open())
                    + ".",
                "request " + id,
                "Wait for its answer; \"erasures ask STORE\" asks again.")));
  }

  /** Nor before every copy has been made anew. */
  private static Reply stale(UUID id, Map<String, Optional<Instant>> refreshes) {
    List<String> views =
        refreshes.entrySet().stream()
            .filter(each -> each.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    return new Reply(
        3,
        Map.of("request", id.toString(), "state", "partly", "stale", views),
        List.of(),
        List.of(
            new Problem(
                "Not certified yet: materialized views still have what was erased: "
                    + String.join(", ", views)
                    + ".",
                "request " + id,
                "Run gdpr-purge, which makes them anew at its end, or wait for it.")));
  }

  private static Witness witness(Room room, Erased erased) {
    try {
      return Witness.of(
          room.get(OpenBook.class).open(),
          room.get(EvidenceStore.class),
          erased.deletion(),
          erased.segment(),
          erased.subject());
    } catch (ProblemsException e) {
      return new Witness(
          false,
          "the ledger outside cannot be opened: " + e.problems().get(0).what(),
          Optional.empty());
    }
  }

  private static Reply open(UUID id, Request request) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", id.toString());
    document.put("organization", request.organization().toString());
    document.put("state", request.state());
    document.put("ground", request.ground().orElse(null));
    document.put("due", request.extendedUntil().orElse(request.dueAt()).toString());
    document.put("daysLeft", request.daysLeft());
    return new Reply(
        3,
        document,
        List.of(),
        List.of(
            new Problem(
                "the request is "
                    + request.state()
                    + request.ground().map(ground -> " (" + ground + ")").orElse("")
                    + ", with "
                    + request.daysLeft()
                    + " days left.",
                "request " + id,
                request.state().equals("refused")
                    ? "See \"holds list\"; after a release it goes on by itself."
                    : "Run gdpr-purge, or wait for it.")));
  }
}
