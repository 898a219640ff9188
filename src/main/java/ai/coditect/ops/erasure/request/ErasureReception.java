package ai.coditect.ops.erasure.request;

import ai.coditect.ops.privacy.request.Intake;
import ai.coditect.ops.privacy.request.RequestData;

/** Takes requests to be forgotten in. */
final class ErasureReception extends Intake<AskedErasure> {

  ErasureReception(RequestStore store, String key) {
    super(store.records(), key);
  }

  @Override
  protected AskedErasure read(RequestData data) {
    return new AskedErasure(
        data.uuid("requestId"),
        data.uuid("organizationId"),
        data.uuidIfThere("userId"),
        data.instant("requestedAt"));
  }
}
