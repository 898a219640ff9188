package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.Migrations;
import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.outbox.OutboxStore;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What the engine takes from the rooms below it. */
@Configuration(proxyBeanMethods = false)
class DownwardConfiguration {

  /**
   * Law 3, never blind: the guard of every run is the database's own. A worker that is older than
   * its database may only be the last of its version: what it may not run waits for the next one.
   */
  @Bean
  RunGuard runGuard(SystemRoleGuard guard, DataSource source) {
    return () -> {
      List<Problem> problems = guard.problems();
      if (!problems.isEmpty() && Migrations.areBehind(source)) {
        throw new TransientProblemsException(
            List.of(
                new Problem(
                    "this version of the worker is older than its database, and may not run there.",
                    "database",
                    "Bring the upgrade to its end; what is queued waits for a worker of the new"
                        + " version.")));
      }
      return problems;
    };
  }

  @Bean
  RunAnnouncement runAnnouncement(OutboxStore outbox, Clock clock) {
    return new FinishedRunPublisher(outbox, JsonMapper.builder().build(), clock);
  }
}
