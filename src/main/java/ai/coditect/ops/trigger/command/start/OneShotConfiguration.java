package ai.coditect.ops.trigger.command.start;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Of Spring Boot, what a one-shot uses. Everything else is not even looked at: to find out that it
 * does not apply takes a third of a start. Who needs more of it in a one-shot adds it here; that
 * every transaction is begun by a template saves a look at each method of each bean.
 */
public final class OneShotConfiguration implements AutoConfigurationImportFilter, EnvironmentAware {
  /** Set for a one-shot. */
  static final String PROPERTY = "ops.one-shot";

  private static final String BOOT = "org.springframework.boot.";
  private static final Set<String> USED =
      Set.of(
          "autoconfigure.availability.ApplicationAvailabilityAutoConfiguration",
          "autoconfigure.context.ConfigurationPropertiesAutoConfiguration",
          "autoconfigure.context.LifecycleAutoConfiguration",
          "autoconfigure.context.PropertyPlaceholderAutoConfiguration",
          "autoconfigure.ssl.SslAutoConfiguration",
          "autoconfigure.task.TaskExecutionAutoConfiguration",
          "batch.autoconfigure.BatchJobLauncherAutoConfiguration",
          "batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration",
          "jackson.autoconfigure.JacksonAutoConfiguration",
          "jdbc.autoconfigure.DataSourceAutoConfiguration",
          "jdbc.autoconfigure.DataSourceInitializationAutoConfiguration",
          "jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
          "jdbc.autoconfigure.JdbcClientAutoConfiguration",
          "jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
          "transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration");

  private boolean oneShot;

  @Override
  public void setEnvironment(Environment environment) {
    oneShot = environment.getProperty(PROPERTY, Boolean.class, false);
  }

  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      matches[i] =
          !oneShot
              || name == null
              || !isOfBoot(name)
              || USED.contains(name.substring(BOOT.length()));
    }
    return matches;
  }

  /** Asked also of what these import, which comes along. */
  private static boolean isOfBoot(String name) {
    return name.startsWith(BOOT) && name.endsWith("AutoConfiguration");
  }
}
