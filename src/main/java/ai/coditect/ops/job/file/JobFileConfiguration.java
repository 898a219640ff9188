package ai.coditect.ops.job.file;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class JobFileConfiguration {

  @Bean
  JobCatalog jobCatalog(
      ObjectProvider<OpsJob<?>> jobs, Clock clock, @Value("${ops.jobs-dir:}") String directory) {
    Optional<Path> chosen = Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
    return JobFiles.in(chosen).load(jobs.stream().toList(), clock);
  }

  @Bean
  RequestCheck requestCheck(JobCatalog catalog) {
    return request -> problems(catalog, request);
  }

  private static List<Problem> problems(JobCatalog catalog, RunRequest request) {
    return catalog
        .find(request.job())
        .map(entry -> ParameterCheck.of(entry.file(), request.parameters()).problems())
        .orElseGet(
            () ->
                List.of(
                    JobFile.unknown(
                        request.job(),
                        catalog.entries().stream().map(entry -> entry.file().name()).toList())));
  }
}
