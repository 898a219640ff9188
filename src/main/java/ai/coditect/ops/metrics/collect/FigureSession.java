package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.file.MetricFile.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One instant of the database, which can be asked several questions. Throws when it is gone. */
interface FigureSession extends AutoCloseable {

  /**
   * Asks one, for as long as it may take; that it fails is an answer too.
   *
   * @param settings of the job that the question names, as JSON
   */
  Answered ask(Query query, Optional<String> settings, Instant now);

  List<JobStanding> jobs(List<Expected> expected);

  @Override
  void close();
}
