package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.SeenClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.outbox.OutboxStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class DrillConfiguration {
  private static final Duration SILENCE = Duration.ofSeconds(4);

  @Bean
  ThrowawayStore throwawayStore(JdbcClient jdbc) {
    return new ThrowawayStore(jdbc);
  }

  @Bean
  CopyClient copyClient(Environment environment) {
    String url = environment.getProperty("spring.datasource.url", "");
    boolean connector = !environment.getProperty("ops.database.instance", "").isEmpty();
    URI direct = URI.create(connector ? "postgresql://-:5432/-" : url.replaceFirst("^jdbc:", ""));
    return new CopyClient(
        new CopyClient.Access(
            direct.getPort(),
            Optional.ofNullable(direct.getQuery())
                .map(query -> query.replaceFirst("^sslmode=", ""))
                .orElse("require"),
            connector
                ? environment.getProperty("spring.cloud.gcp.sql.database-name", "")
                : direct.getPath().substring(1),
            environment.getProperty("spring.datasource.username", ""),
            environment.getProperty("spring.datasource.password", ""),
            connector));
  }

  @Bean
  RestoreDrill restoreDrill(
      @Value("${ops.sqladmin-url:}") String url,
      @Value("${ops.drill-project:}") String drillProject,
      JdbcClient jdbc,
      ThrowawayStore store,
      CopyClient copies,
      ObjectProvider<CopyExamination> examination,
      OutboxStore outbox,
      JsonMapper json,
      Clock clock) {
    DrillStore drills = new DrillStore(jdbc, json);
    SqlAdminClient api = new SqlAdminClient(given(url), SILENCE);
    SeenClient seen = new SeenClient(api);
    Function<String, ThrowawayClient> clients = prefix -> new ThrowawayClient(api, prefix);
    Optional<String> project = given(drillProject);
    Preparation preparation =
        new Preparation(drills, store, new InstanceClient(api), seen, project);
    return new RestoreDrill(
        drills,
        preparation,
        new Making(drills, store, seen, clients, preparation, new SecureRandom()),
        new Looking(drills, store, seen, clients, copies, examination.getIfAvailable(), new WorkBeside()),
        new ClearingUp(drills, store, seen, clients, new DrillPublisher(outbox, json), project),
        clock);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }
}
