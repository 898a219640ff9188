package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;

/**
 * One kind of operations work, described in {@code jobs/<name>.yaml}. Running it twice changes
 * nothing the second time.
 *
 * @param <S> the job file's {@code settings}, bound and validated
 */
public interface OpsJob<S extends Record> {

  /** The job's one spelling: file name, Batch job, Quartz key, metric label. */
  String name();

  Class<S> settings();

  /** The stages in the order they run; a stage starts when the one before it has finished. */
  List<Stage<S>> stages();

  /**
   * Why a run may not begin, or go on, as things are. Asked after the role guard and before the
   * first statement of each run and dry run; anything it says is a refusal (exit 3). What it throws
   * fails the run, which is tried again as its file says.
   *
   * @throws ai.coditect.ops.problem.TransientProblemsException when a service that is needed is
   *     away, and nothing else is wrong
   */
  default List<Problem> obstacles(boolean dryRun) {
    return List.of();
  }

  /** What a run with this {@code asOf} would change. Reads only. */
  Forecast forecast(JobRun run, S settings);
}
