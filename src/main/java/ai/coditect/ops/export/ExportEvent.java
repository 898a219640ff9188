package ai.coditect.ops.export;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data of the events that answer requests for copies; the statements that settle a request
 * write it. Names nobody.
 */
public sealed interface ExportEvent {

  UUID requestId();

  UUID organizationId();

  /** When the statutory time began. */
  Instant requestedAt();

  /** By when it had to be answered. */
  Instant dueAt();

  /**
   * {@code ai.coditect.privacy.export.completed.v1}
   *
   * @param profile {@code access} or {@code portability}
   * @param location the full name of the package; whoever reads it needs the right to
   * @param sha256 of all bytes of the package, in lower-case hexadecimal
   * @param dataAt the instant that the package shows
   * @param expiresAt when the package is removed
   */
  record ExportCompleted(
      UUID requestId,
      UUID organizationId,
      String profile,
      String location,
      long bytes,
      String sha256,
      Instant dataAt,
      Instant expiresAt,
      boolean encrypted,
      Instant requestedAt,
      Instant dueAt,
      Instant completedAt)
      implements ExportEvent {}

  /**
   * {@code ai.coditect.privacy.export.failed.v1}
   *
   * @param reason {@code erased}, {@code cancelled}, {@code foreign-row}, {@code given-up} or
   *     {@code gone}
   * @param deletion the ledger's name of what erased them; null when nothing of ours did
   * @param erasedAt when that was; null like the deletion
   */
  record ExportFailed(
      UUID requestId,
      UUID organizationId,
      String reason,
      @Nullable UUID deletion,
      @Nullable Instant erasedAt,
      Instant requestedAt,
      Instant dueAt,
      Instant failedAt)
      implements ExportEvent {}
}
