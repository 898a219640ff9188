package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.GdprPurgeSettings.Exports;
import ai.coditect.ops.erasure.GdprPurgeSettings.Work;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;

/**
 * What {@code jobs/erasure-replay.yaml} decides; its keys mean what they mean to the purge.
 *
 * @param workLeftBehind what becomes of what an erased person owned for the organization
 * @param openExports what becomes of an export that is under way for somebody who is back
 * @param few so many people a tenant may lose in one replay without its share being looked at
 */
public record ErasureReplaySettings(Work workLeftBehind, Exports openExports, int few) {
  public ErasureReplaySettings {
    if (few < 0 || few > 1000) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  few + " is not a number of people from 0 to 1000.",
                  "jobs/erasure-replay.yaml, settings.few",
                  "Write how many people may go without their share being looked at.")));
    }
  }
}
