package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Set;

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
   * Where the job keeps notes about its own work, as {@code coditect_ops.table}. Rows deleted there
   * are no rows taken; of every other table a destructive job answers for each one.
   */
  default Set<String> workTables() {
    return Set.of();
  }

  /**
   * The full types of the events by which the job tells the outside what it did, each with a schema
   * in {@code jobs/events}. What was told cannot be taken back: such a job decides by no instant
   * that lies ahead, and by no clock that disagrees with the database's, as a destructive one.
   */
  default Set<String> announces() {
    return Set.of();
  }

  /**
   * Settings of the environment without which no real run can work, whoever asks for it: nothing
   * runs, and the answer is that of a wrong request (exit 2). A dry run does without them.
   */
  default List<Problem> missingSettings() {
    return List.of();
  }

  /**
   * Whether a run writes down what it will destroy and holds that against the limits before it
   * destroys anything. A destructive job that does not says why in its file ("without-plan"), and
   * only most-rows bounds it.
   */
  default boolean planned() {
    return false;
  }

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
