package ai.coditect.ops.privacy.request;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Somebody asks for something about a person or a whole organization. */
public interface Asking {

  /** Asking twice under one id is asking once. */
  UUID request();

  UUID organization();

  /** Empty for the whole organization. */
  Optional<UUID> user();

  /** When the statutory time began. */
  Instant at();
}
