package ai.coditect.ops.job.file;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class JobFileConfiguration {

  @Bean
  JobCatalog jobCatalog(
      ObjectProvider<OpsJob<?>> jobs, Clock clock, @Value("${ops.jobs-dir:}") String directory) {
    Optional<Path> chosen = Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
    return JobFiles.in(chosen).load(jobs.stream().toList(), clock);
  }

  @Bean
  @Order(26)
  Check jobFilesCheck(Clock clock, @Value("${ops.jobs-dir:}") String directory) {
    return new JobFilesCheck(
        Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of), clock);
  }

  @Bean
  RequestCheck requestCheck(JobCatalog catalog) {
    return request ->
        catalog
            .find(request.job())
            .map(entry -> ParameterCheck.of(entry.file(), request.parameters()))
            .map(check -> new RequestCheck.Checked(check.parameters(), check.problems()))
            .orElseGet(
                () -> new RequestCheck.Checked(Map.of(), List.of(unknown(catalog, request))));
  }

  private static Problem unknown(JobCatalog catalog, RunRequest request) {
    return JobFile.unknown(
        request.job(), catalog.entries().stream().map(entry -> entry.file().name()).toList());
  }
}
