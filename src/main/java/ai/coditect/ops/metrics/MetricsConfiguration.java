package ai.coditect.ops.metrics;

import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.collect.CollectorConfiguration;
import ai.coditect.ops.metrics.collect.LeadStore;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
  private static final Logger log = LoggerFactory.getLogger(MetricsConfiguration.class);

  @Bean
  MetricsReportJob metricsReportJob(
      ObjectProvider<Collector> collector, JdbcClient jdbc, ObjectProvider<MetricSink> sink) {
    return new MetricsReportJob(
        collector::getObject,
        worker -> new LeadStore(jdbc, worker),
        () -> Optional.ofNullable(sink.getIfAvailable()));
  }

  /** Lazy: few one-shots ask for figures, and to read their files takes time. */
  @Bean
  @Lazy
  Collector collector(
      JobCatalog catalog,
      DataSource database,
      SystemRoleGuard guard,
      JsonMapper json,
      Clock clock,
      @Value("${ops.jobs-dir:}") String directory) {
    List<JobFile> jobs = catalog.entries().stream().<JobFile>map(JobCatalog.Entry::file).toList();
    return CollectorConfiguration.of(
        MetricFileStore.read(path(directory)),
        jobs,
        database,
        () -> connections(database),
        guard::problems,
        job -> catalog.find(job).map(entry -> json.writeValueAsString(entry.settings())),
        settings(catalog).budget(),
        clock.instant());
  }

  @Bean
  @Order(27)
  MetricFilesCheck metricFilesCheck(
      ObjectProvider<JobCatalog> catalog, @Value("${ops.jobs-dir:}") String directory) {
    return new MetricFilesCheck(
        () -> MetricFileStore.read(path(directory)),
        () -> catalog.getObject().entries().stream().map(entry -> entry.file().name()).toList());
  }

  /** Stands still where figures go nowhere. */
  @Bean(initMethod = "start", destroyMethod = "close")
  @Profile("serve")
  CollectionLoop collectionLoop(
      Collector collector,
      JobCatalog catalog,
      JdbcClient jdbc,
      ObjectProvider<MetricSink> sink,
      Clock clock) {
    MetricsReportSettings settings = settings(catalog);
    LeadStore lead = new LeadStore(jdbc, UUID.randomUUID().toString());
    ExecutorService hands =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "figures-reading");
              thread.setDaemon(true);
              return thread;
            });
    return new CollectionLoop(
        Optional.ofNullable(sink.getIfAvailable())
            .map(
                each ->
                    new CollectionTurn(
                        collector, lead::take, each, settings, hands, System::nanoTime)),
        lead,
        hands,
        settings.lookout(),
        clock);
  }

  /** Says at the start which metric files are left out, and why. */
  @Bean
  @Profile("serve")
  InitializingBean brokenMetricFiles(Collector collector) {
    return () -> {
      MetricFiles files = collector.files();
      files
          .problems()
          .forEach(
              problem ->
                  log.atError()
                      .addKeyValue("where", problem.where())
                      .addKeyValue("problem", problem.what())
                      .addKeyValue("cure", problem.cure())
                      .log("metric file is left out"));
    };
  }

  private static MetricsReportSettings settings(JobCatalog catalog) {
    return (MetricsReportSettings) catalog.find(MetricsReportJob.NAME).orElseThrow().settings();
  }

  private static Optional<Path> path(String directory) {
    return Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
  }

  private static Connections connections(DataSource database) {
    if (!(database instanceof HikariDataSource pool)) {
      return new Connections(0, 0, Integer.MAX_VALUE);
    }
    @Nullable HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return state == null
        ? new Connections(0, 0, pool.getMaximumPoolSize())
        : new Connections(
            state.getActiveConnections(),
            state.getThreadsAwaitingConnection(),
            pool.getMaximumPoolSize());
  }
}
