package ai.coditect.ops.storage;

import com.google.cloud.storage.Bucket;
import com.google.cloud.storage.BucketInfo.LifecycleRule.DeleteLifecycleAction;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.time.Duration;
import java.util.Optional;

/** Reads what a bucket does with what is written to it and deleted from it. */
public record BucketRulesClient(BucketClient client) {
  private static final int FORBIDDEN = 403;

  /**
   * @param versions whether what is replaced or deleted stays as an older version
   * @param retention for how long nothing can be deleted
   * @param locked whether nobody can shorten that any more
   * @param softDelete for how long what is deleted can be brought back
   * @param deletes whether a rule deletes by itself
   */
  public record Rules(
      boolean versions, Duration retention, boolean locked, Duration softDelete, boolean deletes) {}

  /**
   * The rules; empty when the worker may not read them, which needs storage.buckets.get.
   *
   * @throws ai.coditect.ops.problem.ProblemsException when there is no answer for another reason
   */
  public Optional<Rules> read(Place.Bucket place, Use use) {
    try {
      Storage storage = client.open();
      Bucket bucket = storage.get(place.name());
      if (bucket == null) {
        throw new StorageException(404, "no bucket");
      }
      return Optional.of(rules(bucket));
    } catch (StorageException e) {
      if (e.getCode() == FORBIDDEN) {
        return Optional.empty();
      }
      throw new BucketTrouble(place, use).with("cannot be looked at", e);
    }
  }

  private static Rules rules(Bucket bucket) {
    return new Rules(
        Boolean.TRUE.equals(bucket.versioningEnabled()),
        Optional.ofNullable(bucket.getRetentionPeriodDuration()).orElse(Duration.ZERO),
        Boolean.TRUE.equals(bucket.retentionPolicyIsLocked()),
        Optional.ofNullable(bucket.getSoftDeletePolicy())
            .flatMap(policy -> Optional.ofNullable(policy.getRetentionDuration()))
            .orElse(Duration.ZERO),
        bucket.getLifecycleRules() != null
            && bucket.getLifecycleRules().stream()
                .anyMatch(rule -> rule.getAction() instanceof DeleteLifecycleAction));
  }
}
