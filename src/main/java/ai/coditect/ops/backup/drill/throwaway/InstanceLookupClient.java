package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.sqladmin.model.DatabaseInstance;
import com.google.api.services.sqladmin.model.InstancesListResponse;
import com.google.api.services.sqladmin.model.IpMapping;
import com.google.api.services.sqladmin.model.Operation;
import com.google.api.services.sqladmin.model.OperationsListResponse;
import com.google.api.services.sqladmin.model.Settings;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the service says about instances and operations. Reads only. */
public final class InstanceLookupClient {
  private static final int NOT_FOUND = 404;
  private static final int PAGE = 100;

  private final SqlAdminClient api;

  public InstanceLookupClient(SqlAdminClient api) {
    this.api = api;
  }

  /** Empty where there is none of this name. */
  public Optional<InstanceSeen> instance(InstanceName name) {
    return api.ask(
        name,
        "cloudsql.instances.get",
        admin ->
            orNone(() -> admin.instances().get(name.project(), name.instance()).execute())
                .map(found -> seen(name.project(), found)));
  }

  /** All of a project. */
  public List<InstanceSeen> instances(String project) {
    return api.ask(
        new InstanceName(project, "-"),
        "cloudsql.instances.list",
        admin -> {
          List<InstanceSeen> all = new ArrayList<>();
          String page = null;
          do {
            InstancesListResponse answer =
                admin
                    .instances()
                    .list(project)
                    .setMaxResults((long) PAGE)
                    .setPageToken(page)
                    .execute();
            if (answer.getItems() != null) {
              answer.getItems().forEach(each -> all.add(seen(project, each)));
            }
            page = answer.getNextPageToken();
          } while (page != null && !page.isEmpty());
          return List.copyOf(all);
        });
  }

  /** Empty where the service has forgotten it, or never knew it. */
  public Optional<OperationSeen> operation(InstanceName of, String operation) {
    return api.ask(
        of,
        "cloudsql.instances.get",
        admin ->
            orNone(() -> admin.operations().get(of.project(), operation).execute())
                .map(found -> seen(of.project(), found)));
  }

  /** What is done and was done to an instance, newest first. */
  public List<OperationSeen> operations(InstanceName of) {
    return api.ask(
        of,
        "cloudsql.instances.get",
        admin -> {
          OperationsListResponse answer =
              admin
                  .operations()
                  .list(of.project())
                  .setInstance(of.instance())
                  .setMaxResults((long) PAGE)
                  .execute();
          return answer.getItems() == null
              ? List.<OperationSeen>of()
              : answer.getItems().stream().map(each -> seen(of.project(), each)).toList();
        });
  }

  /** The version that a backup was made by; empty where the backup is no more. */
  public Optional<String> versionOfBackup(InstanceName source, String backup) {
    return api.ask(
        source,
        "cloudsql.backupRuns.get",
        admin ->
            orNone(
                    () ->
                        admin
                            .backupRuns()
                            .get(source.project(), source.instance(), Long.valueOf(backup))
                            .execute())
                .map(found -> text(found.getDatabaseVersion())));
  }

  /** A question whose subject may not be there. */
  @FunctionalInterface
  interface Look<T> {
    T look() throws IOException;
  }

  static <T> Optional<T> orNone(Look<T> question) throws IOException {
    try {
      return Optional.of(question.look());
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static InstanceSeen seen(String project, DatabaseInstance answer) {
    Settings settings = answer.getSettings() == null ? new Settings() : answer.getSettings();
    Map<String, String> labels = settings.getUserLabels();
    return new InstanceSeen(
        new InstanceName(project, text(answer.getName())),
        labels == null ? Map.of() : Map.copyOf(labels),
        instant(answer.getCreateTime()),
        text(answer.getState()),
        Boolean.TRUE.equals(settings.getDeletionProtectionEnabled()),
        isBackedUp(settings),
        answer.getIpAddresses() == null
            ? Optional.empty()
            : answer.getIpAddresses().stream()
                .filter(each -> "PRIVATE".equals(each.getType()))
                .map(IpMapping::getIpAddress)
                .findFirst(),
        text(answer.getConnectionName()));
  }

  private static boolean isBackedUp(Settings settings) {
    return settings.getBackupConfiguration() != null
            && Boolean.TRUE.equals(settings.getBackupConfiguration().getEnabled())
        || Boolean.TRUE.equals(settings.getRetainBackupsOnDelete())
        || settings.getFinalBackupConfig() != null
            && Boolean.TRUE.equals(settings.getFinalBackupConfig().getEnabled());
  }

  static OperationSeen seen(String project, Operation answer) {
    return new OperationSeen(
        text(answer.getName()),
        text(answer.getOperationType()),
        new InstanceName(project, text(answer.getTargetId())),
        "DONE".equals(answer.getStatus()),
        Optional.ofNullable(answer.getError())
            .map(
                error ->
                    error.getErrors() == null || error.getErrors().isEmpty()
                        ? "unknown"
                        : text(error.getErrors().get(0).getCode())),
        instant(answer.getInsertTime()));
  }

  private static String text(@Nullable String said) {
    return said == null ? "unknown" : said;
  }

  private static Optional<Instant> instant(@Nullable String text) {
    try {
      // As exact as the database keeps it, with which it is compared.
      return Optional.ofNullable(text)
          .map(Instant::parse)
          .map(each -> each.truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
