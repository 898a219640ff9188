package ai.coditect.ops.export.request;

import ai.coditect.ops.export.GdprExportSettings;
import ai.coditect.ops.export.request.ExportRequest.Parcel;
import ai.coditect.ops.export.shelf.Shelf;
import ai.coditect.ops.export.shelf.Shelf.Link;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.file.JobCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Hands a package over. The link is shown once and kept nowhere. */
final class LinkCommand extends OneRequest {

  @Override
  public String name() {
    return "exports link";
  }

  @Override
  public String description() {
    return "Print a link to a ready package, once, and mark its request delivered.";
  }

  @Override
  Reply run(ExportRequest request, String by, Instant now, ExportRequestStore store, Room room) {
    Optional<Parcel> parcel = request.parcel().filter(ready -> ready.expiresAt().isAfter(now));
    if (parcel.isEmpty()) {
      return refused(request);
    }
    String location = parcel.get().location();
    Duration left = Duration.between(now, parcel.get().expiresAt());
    Duration usual = lifetime(room.get(JobCatalog.class));
    Shelves shelves = room.get(Shelves.class);
    Shelf shelf = shelves.holding(location);
    Optional<Link> link =
        shelf.link(shelves.name(location), usual.compareTo(left) < 0 ? usual : left, now);
    // Whom the package is about may have been erased meanwhile; then nobody sees the link.
    if (!store.deliver(request.id(), location, by, now)) {
      return refused(store.find(request.id()).orElse(request));
    }
    return handedOver(request.id(), location, link);
  }

  private static Reply handedOver(UUID request, String location, Optional<Link> link) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("request", request.toString());
    document.put("location", location);
    document.put("url", link.map(Link::url).orElse(null));
    document.put("until", link.map(made -> made.until().toString()).orElse(null));
    return Reply.done(
        document,
        link.map(
                made ->
                    List.of(
                        made.url(),
                        "It works until "
                            + made.until()
                            + " for whoever has it, and is kept nowhere."))
            .orElseGet(
                () -> List.of(location, "A directory has no links: bring the file to who asked.")));
  }

  private static Duration lifetime(JobCatalog catalog) {
    return ((GdprExportSettings) catalog.find(ExportRequestedListener.JOB).orElseThrow().settings())
        .link();
  }

  private static Reply refused(ExportRequest request) {
    String cure;
    switch (request.state()) {
      case "requested", "running" ->
          cure = "\"exports list\" says when it is ready; \"run gdpr-export\" answers it now.";
      case "failed" -> cure = "See its reason in \"exports list\"; \"exports retry\" tries again.";
      case "cancelled" -> cure = "Whom it names was erased; tell who asked.";
      default -> cure = "Its package has expired; record a new request with \"exports request\".";
    }
    return refused(request, "it is " + request.state() + " and has no package to hand over.", cure);
  }
}
