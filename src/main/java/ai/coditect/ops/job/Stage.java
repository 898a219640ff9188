package ai.coditect.ops.job;

/**
 * One stage of a job: a bite that the engine repeats until it answers {@link Outcome.Done}.
 *
 * @param name kebab-case, unique within the job
 * @param partitioned whether the stage runs once for each partition of the job file, side by side
 */
public record Stage<S extends Record>(String name, boolean partitioned, Bite<S> bite) {

  public static <S extends Record> Stage<S> single(String name, Bite<S> bite) {
    return new Stage<>(name, false, bite);
  }

  public static <S extends Record> Stage<S> partitioned(String name, Bite<S> bite) {
    return new Stage<>(name, true, bite);
  }

  /**
   * One bounded transaction. The engine opens it, tells the audit triggers the run, stores the
   * bookmark and the counts in it, and commits; a bite that throws leaves nothing behind.
   */
  @FunctionalInterface
  public interface Bite<S extends Record> {
    Outcome take(JobRun run, S settings);
  }
}
