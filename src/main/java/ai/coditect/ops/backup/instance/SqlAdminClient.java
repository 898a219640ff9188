package ai.coditect.ops.backup.instance;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.services.sqladmin.SQLAdmin;
import com.google.api.services.sqladmin.SQLAdminScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to the Admin API of Cloud SQL. A 429 or 5xx is asked again a few times; whatever fails
 * after that is thrown as problems, of the transient type where the same question may be answered
 * later. The service's own text is not repeated: it names accounts.
 */
public final class SqlAdminClient {
  private static final int REPETITIONS = 4;
  private static final String CORRECT =
      "Correct the instance in jobs/backup-verification.yaml or DB_INSTANCE.";
  private static final String NO_CREDENTIALS =
      "Admin API: the worker has no credentials, or they are not accepted.";
  private static final String GIVE_CREDENTIALS =
      "Give the worker a service account (on GKE by Workload Identity).";

  private final Optional<String> root;
  private final Duration answerWithin;
  private volatile @Nullable SQLAdmin opened;

  /**
   * @param root where a stand-in of the service listens; it asks for no credentials
   * @param answerWithin how long an answer may take
   */
  public SqlAdminClient(Optional<String> root, Duration answerWithin) {
    this.root = root;
    this.answerWithin = answerWithin;
  }

  /** One question, or several that belong together. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(SQLAdmin api) throws IOException;
  }

  /**
   * The answer.
   *
   * @param permission what the question needs, named where it is missing
   * @throws ProblemsException when there is none, with the cure
   */
  public <T> T ask(InstanceName name, String permission, Question<T> question) {
    try {
      return question.ask(api());
    } catch (HttpResponseException e) {
      throw refused(name, permission, e);
    } catch (IOException e) {
      throw isAboutCredentials(e)
          ? lasting(name, NO_CREDENTIALS, GIVE_CREDENTIALS)
          : passing(
              name,
              "Admin API: the service is not reached, or falls silent.",
              "See that the network lets the worker reach sqladmin.googleapis.com; then run"
                  + " again.");
    } catch (IllegalArgumentException e) {
      // The client holds names against patterns before it sends anything.
      throw lasting(name, "Instance name not valid: " + name.instance() + ".", CORRECT);
    }
  }

  private static ProblemsException refused(
      InstanceName name, String permission, HttpResponseException answer) {
    int status = answer.getStatusCode();
    String reason = reason(answer);
    if (status == 404) {
      return new InstanceMissingException(
          problem(
              name,
              "Instance missing: " + name.project() + " has no instance " + name.instance() + ".",
              CORRECT
                  + " If it was deleted, \"gcloud sql backups list --instance=- --project="
                  + name.project()
                  + "\" lists what is left of it."));
    }
    if (status == 401) {
      return lasting(name, NO_CREDENTIALS, GIVE_CREDENTIALS);
    }
    if (reason.contains("quotaExceeded")) {
      return lasting(
          name,
          "Quota exhausted: the project "
              + name.project()
              + " has no room for it ("
              + status
              + ").",
          "Remove instances that nobody needs, or have the quota of Cloud SQL raised there.");
    }
    if (reason.contains("accessNotConfigured") || reason.contains("SERVICE_DISABLED")) {
      return lasting(
          name,
          "Admin API off: sqladmin.googleapis.com is not enabled in " + name.project() + ".",
          "Enable sqladmin.googleapis.com there; it takes effect after some minutes.");
    }
    boolean busy = reason.contains("ateLimit") || reason.contains("operationInProgress");
    if (status == 403 && !busy) {
      return lasting(
          name,
          "Permission denied: the worker lacks " + permission + " in " + name.project() + ".",
          "Grant it "
              + (permission.matches(".*\\.(get|list)")
                  ? "roles/cloudsql.viewer"
                  : "a role that has it")
              + " there; it takes effect after some minutes.");
    }
    if (status == 400) {
      return lasting(name, "Admin API: the request is not valid (400" + reason + ").", CORRECT);
    }
    return passing(
        name,
        "Admin API: the service answers " + status + reason + ".",
        "Run again later; quotas are per minute, and an instance takes one operation at a time.");
  }

  private static boolean isAboutCredentials(IOException e) {
    for (Throwable each : Causes.of(e)) {
      if (each.getClass().getName().startsWith("com.google.auth.")
          || String.valueOf(each.getMessage()).contains("default credentials")) {
        return true;
      }
    }
    return false;
  }

  private static String reason(HttpResponseException answer) {
    if (answer instanceof GoogleJsonResponseException google
        && google.getDetails() != null
        && google.getDetails().getErrors() != null
        && !google.getDetails().getErrors().isEmpty()) {
      return " " + google.getDetails().getErrors().get(0).getReason();
    }
    return "";
  }

  private static ProblemsException lasting(InstanceName name, String what, String cure) {
    return new ProblemsException(List.of(problem(name, what, cure)));
  }

  private static ProblemsException passing(InstanceName name, String what, String cure) {
    return new TransientProblemsException(List.of(problem(name, what, cure)));
  }

  private static Problem problem(InstanceName name, String what, String cure) {
    return new Problem(what, "instance " + name.instance(), cure);
  }

  private synchronized SQLAdmin api() throws IOException {
    SQLAdmin api = opened;
    if (api == null) {
      HttpRequestInitializer credentials =
          root.isPresent()
              ? request -> {}
              : new HttpCredentialsAdapter(
                  GoogleCredentials.getApplicationDefault()
                      .createScoped(SQLAdminScopes.CLOUD_PLATFORM));
      SQLAdmin.Builder builder =
          new SQLAdmin.Builder(
                  new NetHttpTransport(),
                  GsonFactory.getDefaultInstance(),
                  request -> {
                    credentials.initialize(request);
                    patient(request);
                  })
              .setApplicationName("coditect-ops-worker");
      root.ifPresent(builder::setRootUrl);
      api = builder.build();
      opened = api;
    }
    return api;
  }

  private void patient(HttpRequest request) {
    request.setConnectTimeout((int) answerWithin.toMillis());
    request.setReadTimeout((int) answerWithin.toMillis());
    request.setNumberOfRetries(REPETITIONS);
    request.setUnsuccessfulResponseHandler(
        new HttpBackOffUnsuccessfulResponseHandler(
                new ExponentialBackOff.Builder().setInitialIntervalMillis(200).build())
            .setBackOffRequired(
                answer -> answer.getStatusCode() == 429 || answer.getStatusCode() >= 500));
  }
}
