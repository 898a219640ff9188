package ai.coditect.ops.export.request;

import ai.coditect.ops.privacy.request.Intake;
import ai.coditect.ops.privacy.request.RequestData;

/** Takes requests for copies in. */
final class ExportReception extends Intake<AskedCopy> {

  ExportReception(ExportRequestStore store, String key) {
    super(store.records(), key);
  }

  @Override
  protected AskedCopy read(RequestData data) {
    return new AskedCopy(
        data.uuid("requestId"),
        data.uuid("organizationId"),
        data.uuidIfThere("userId"),
        data.instant("requestedAt"),
        data.textIfThere("profile").orElse(AskedCopy.ACCESS),
        data.textIfThere("recipient"));
  }

  @Override
  protected String expected() {
    return "requestId, organizationId and userId must be UUIDs, requestedAt an instant such"
        + " as 2026-01-31T02:00:00Z, profile access or portability, recipient an age public"
        + " key that begins with age1";
  }
}
