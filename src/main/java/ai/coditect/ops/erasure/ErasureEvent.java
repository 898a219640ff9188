package ai.coditect.ops.erasure;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data of the events that answer requests for erasure; the statements that settle a request
 * write it. Names nobody.
 */
public sealed interface ErasureEvent {

  UUID requestId();

  UUID organizationId();

  /** When the statutory time began. */
  Instant requestedAt();

  /** By when it had to be answered. */
  Instant dueAt();

  /**
   * {@code ai.coditect.privacy.erasure.completed.v1}
   *
   * @param result {@code erased}, {@code already-erased} or {@code already-absent}
   * @param deletion the ledger's name of what erased them; null when nothing of ours did
   */
  record ErasureCompleted(
      UUID requestId,
      UUID organizationId,
      String result,
      @Nullable UUID deletion,
      Instant requestedAt,
      Instant dueAt,
      Instant completedAt)
      implements ErasureEvent {}

  /**
   * {@code ai.coditect.privacy.erasure.fulfilled.v1}: every other store has answered, too.
   *
   * @param participants each with its answer, once a deletion
   */
  record ErasureFulfilled(
      UUID requestId,
      UUID organizationId,
      Instant requestedAt,
      Instant dueAt,
      Instant completedAt,
      Instant fulfilledAt,
      List<ParticipantAnswer> participants)
      implements ErasureEvent {}

  /**
   * @param outcome {@code erased}, {@code nothing-held} or {@code waived}
   */
  record ParticipantAnswer(String participant, String outcome, Instant answeredAt) {}

  /**
   * {@code ai.coditect.privacy.erasure.refused.v1}, for now: it goes on when the ground is gone.
   *
   * @param holdId the hold that keeps them; null when something else does
   */
  record ErasureRefused(
      UUID requestId,
      UUID organizationId,
      String ground,
      @Nullable UUID holdId,
      Instant requestedAt,
      Instant dueAt,
      Instant refusedAt)
      implements ErasureEvent {}
}
