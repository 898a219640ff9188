package ai.coditect.ops.job.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.NoSuchStepException;
import org.springframework.batch.core.step.StepExecution;

/**
 * Which attempt at a step was the last one. Batch asks for the one that was created last by the
 * clock and in the zone of its worker, so that a run which goes on elsewhere would begin from an
 * older bookmark; numbers are given by the database.
 */
final class StepOrder {
  private static final String LAST = "getLastStepExecution";

  private final JobRepository repository;

  private StepOrder(JobRepository repository) {
    this.repository = repository;
  }

  /** The same repository, whose last execution of a step is the one of the highest number. */
  static JobRepository byNumber(JobRepository repository) {
    StepOrder order = new StepOrder(repository);
    return (JobRepository)
        Proxy.newProxyInstance(
            JobRepository.class.getClassLoader(),
            new Class<?>[] {JobRepository.class},
            (proxy, method, arguments) ->
                method.getName().equals(LAST)
                    ? order.last((JobInstance) arguments[0], (String) arguments[1])
                    : order.pass(method, arguments));
  }

  private Object pass(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(repository, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private @Nullable StepExecution last(JobInstance instance, String step)
      throws NoSuchStepException {
    StepExecution byClock = repository.getLastStepExecution(instance, step);
    if (byClock == null || repository.getStepExecutionCount(instance, step) < 2) {
      return byClock;
    }
    return repository.getJobExecutions(instance).stream()
        .flatMap(execution -> execution.getStepExecutions().stream())
        .filter(each -> each.getStepName().equals(step))
        .max(Comparator.comparing(StepExecution::getId))
        .orElse(byClock);
  }
}
