package ai.coditect.ops.job;

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

  /** What a run with this {@code asOf} would change. Reads only. */
  Forecast forecast(JobRun run, S settings);
}
