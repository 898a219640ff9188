package ai.coditect.ops.check.service;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks Secret Manager for the state of a secret's newest version: metadata, never its value. */
final class SecretClient {
  private static final String SERVICE = "https://secretmanager.googleapis.com/";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int UNKNOWN_CALLER = 401;

  private final Optional<String> root;
  private final Duration answerWithin;

  /**
   * @param root where a stand-in of the service listens; it asks for no credentials
   */
  SecretClient(Optional<String> root, Duration answerWithin) {
    this.root = root.map(url -> url.endsWith("/") ? url : url + "/");
    this.answerWithin = answerWithin;
  }

  /**
   * The service's word for it, {@code ENABLED} where it can be read; empty where there is no such
   * secret, or no version of it.
   *
   * @throws ProblemsException when the service does not answer or may not be asked
   */
  Optional<String> newestVersion(SecretName name) {
    try {
      HttpRequest request =
          new NetHttpTransport()
              .createRequestFactory(credentials())
              .buildGetRequest(
                  new GenericUrl(root.orElse(SERVICE) + "v1/" + name + "/versions/latest"));
      request.setConnectTimeout((int) answerWithin.toMillis());
      request.setReadTimeout((int) answerWithin.toMillis());
      request.setParser(new JsonObjectParser(GsonFactory.getDefaultInstance()));
      Object state = request.execute().parseAs(GenericJson.class).get("state");
      return Optional.of(String.valueOf(state));
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw refused(name, e.getStatusCode());
    } catch (IOException e) {
      throw problem(
          name,
          "Secret Manager is not reached, or the worker has no credentials.",
          "See that the network lets the worker reach secretmanager.googleapis.com, and that it has"
              + " a service account.");
    }
  }

  private HttpRequestInitializer credentials() throws IOException {
    return root.isPresent()
        ? request -> {}
        : new HttpCredentialsAdapter(
            GoogleCredentials.getApplicationDefault().createScoped(List.of(SCOPE)));
  }

  private static ProblemsException refused(SecretName name, int status) {
    return switch (status) {
      case FORBIDDEN ->
          problem(
              name,
              "Permission denied: the worker lacks secretmanager.versions.get on a secret.",
              "Grant it roles/secretmanager.viewer on the secret, which does not show its value, and"
                  + " see that secretmanager.googleapis.com is enabled; or unset OPS_SECRETS.");
      case UNKNOWN_CALLER ->
          problem(
              name,
              "Credentials missing: Secret Manager does not know who asks.",
              "Give the worker a service account (on GKE by Workload Identity).");
      default ->
          problem(
              name, "Secret Manager answers " + status + ".", "Run again later; see its quotas.");
    };
  }

  private static ProblemsException problem(SecretName name, String what, String cure) {
    return new ProblemsException(List.of(new Problem(what, name.toString(), cure)));
  }
}
