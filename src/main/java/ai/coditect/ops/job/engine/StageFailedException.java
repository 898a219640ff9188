package ai.coditect.ops.job.engine;

import java.util.Comparator;
import java.util.List;
import org.springframework.batch.core.job.JobExecutionException;

/** A bite threw; the first cause is the cause, the others are suppressed. */
final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageFailedException(List<Throwable> causes) {
    super("a stage failed");
    // Of a partitioned stage Batch first says only that some partition failed.
    List<Throwable> tellingFirst =
        causes.stream()
            .sorted(Comparator.comparing(cause -> cause instanceof JobExecutionException))
            .toList();
    if (!tellingFirst.isEmpty()) {
      initCause(tellingFirst.get(0));
      tellingFirst.stream().skip(1).forEach(this::addSuppressed);
    }
  }
}
