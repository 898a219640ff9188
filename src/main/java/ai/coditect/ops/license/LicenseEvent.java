package ai.coditect.ops.license;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data of the events that license expiry sends; the statement that moves a license writes it.
 *
 * @see <a href="https://cloudevents.io">CloudEvents</a>, whose time is {@link #dueAt()}
 */
public sealed interface LicenseEvent {

  UUID organizationId();

  UUID licenseId();

  /** The end date that the event is about; null for a perpetual license. */
  @Nullable Instant expiresAt();

  /** When it was due. */
  Instant dueAt();

  /** When the worker got to it. */
  Instant processedAt();

  /** {@code ai.coditect.license.expiring.v1} */
  record LicenseExpiring(
      UUID organizationId,
      UUID licenseId,
      Instant expiresAt,
      Instant dueAt,
      Instant processedAt,
      int daysLeft)
      implements LicenseEvent {}

  /** {@code ai.coditect.license.grace-started.v1} */
  record LicenseGraceStarted(
      UUID organizationId,
      UUID licenseId,
      Instant expiresAt,
      Instant dueAt,
      Instant processedAt,
      Instant graceEndsAt)
      implements LicenseEvent {}

  /** {@code ai.coditect.license.expired.v1} */
  record LicenseExpired(
      UUID organizationId, UUID licenseId, Instant expiresAt, Instant dueAt, Instant processedAt)
      implements LicenseEvent {}

  /** {@code ai.coditect.license.reinstated.v1} */
  record LicenseReinstated(
      UUID organizationId,
      UUID licenseId,
      @Nullable Instant expiresAt,
      Instant dueAt,
      Instant processedAt,
      String previousStatus)
      implements LicenseEvent {}
}
