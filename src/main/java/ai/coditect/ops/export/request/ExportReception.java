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
}
