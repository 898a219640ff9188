package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.writer.OpenWritership;
import ai.coditect.ops.erasure.writer.ServerAddress;
import ai.coditect.ops.erasure.writer.WriterCheck;
import ai.coditect.ops.erasure.writer.WriterGuard;
import ai.coditect.ops.erasure.writer.WriterStore;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which database may write the ledger outside. */
@Configuration(proxyBeanMethods = false)
class WriterConfiguration {

  @Bean
  WriterStore writerStore(
      JdbcClient jdbc,
      @Value("${ops.database.instance:}") String instance,
      @Value("${ops.database.host:}") String host) {
    return new WriterStore(jdbc, new ServerAddress(instance, host));
  }

  @Bean
  OpenWritership openWritership(Desk desk) {
    return () -> desk.book().writership();
  }

  @Bean(destroyMethod = "close")
  WriterGuard writerGuard(OpenWritership writership, WriterStore store, Desk desk) {
    return new WriterGuard(writership, store, desk.configured());
  }

  /** Before subscribers and schedules start: Spring starts them when every bean is there. */
  @Bean
  @Profile("serve")
  InitializingBean serveOnlyTheWriter(WriterGuard writerGuard) {
    return () -> {
      List<Problem> problems = writerGuard.problems();
      if (!problems.isEmpty()) {
        throw new RefusalException(problems);
      }
    };
  }

  @Bean
  @Order(29)
  Check ledgersWriter(OpenWritership writership, WriterStore store, Desk desk) {
    return new WriterCheck(writership, store, desk.configured());
  }
}
