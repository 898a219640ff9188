package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.silence.JobStanding;
import ai.coditect.ops.metrics.collect.Answered.NotAnswered;
import ai.coditect.ops.metrics.file.MetricFile.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One instant of the database, which can be asked several questions. Throws when it is gone. */
interface FigureSession extends AutoCloseable {

  /**
   * Asks one, for as long as it may take; that it fails is an answer too.
   *
   * @param settings of the job that the question names, as JSON
   */
  Answered ask(Query query, Optional<String> settings, Instant now);

  /**
   * Hands over where each stands, all in one question; why not where it fails, and then none.
   *
   * @param timeout how long it may take
   */
  Optional<NotAnswered> jobs(
      List<Expected> expected, Duration timeout, Consumer<JobStanding> standing);

  @Override
  void close();
}
