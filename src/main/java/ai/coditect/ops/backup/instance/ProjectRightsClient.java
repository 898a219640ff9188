package ai.coditect.ops.backup.instance;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sqladmin.SQLAdminScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks Resource Manager which of some rights the worker has in a project. Nobody needs a right to.
 */
public final class ProjectRightsClient {
  private static final String SERVICE = "https://cloudresourcemanager.googleapis.com/";

  private final Optional<String> root;
  private final Duration answerWithin;

  /**
   * @param root where a stand-in of the service listens; it asks for no credentials
   */
  public ProjectRightsClient(Optional<String> root, Duration answerWithin) {
    this.root = root;
    this.answerWithin = answerWithin;
  }

  /**
   * Those of the rights that the worker has on the project itself. What it has on one resource by a
   * condition is not among them.
   */
  public Set<String> held(String project, Collection<String> rights) {
    try {
      HttpRequest request =
          new NetHttpTransport()
              .createRequestFactory(credentials())
              .buildPostRequest(
                  new GenericUrl(
                      root.orElse(SERVICE) + "v1/projects/" + project + ":testIamPermissions"),
                  new JsonHttpContent(
                      GsonFactory.getDefaultInstance(),
                      Map.of("permissions", List.copyOf(rights))));
      request.setConnectTimeout((int) answerWithin.toMillis());
      request.setReadTimeout((int) answerWithin.toMillis());
      request.setParser(new JsonObjectParser(GsonFactory.getDefaultInstance()));
      Object found = request.execute().parseAs(GenericJson.class).get("permissions");
      Set<String> held = new TreeSet<>();
      if (found instanceof Collection<?> names) {
        names.forEach(name -> held.add(String.valueOf(name)));
      }
      return held;
    } catch (HttpResponseException e) {
      throw unanswered(project, "answers " + e.getStatusCode());
    } catch (IOException e) {
      throw unanswered(project, "is not reached, or the worker has no credentials");
    }
  }

  private HttpRequestInitializer credentials() throws IOException {
    return root.isPresent()
        ? request -> {}
        : new HttpCredentialsAdapter(
            GoogleCredentials.getApplicationDefault().createScoped(SQLAdminScopes.CLOUD_PLATFORM));
  }

  private static ProblemsException unanswered(String project, String how) {
    return new ProblemsException(
        List.of(
            new Problem(
                "Resource Manager " + how + ": nobody knows what the worker may do.",
                "project " + project,
                "Enable cloudresourcemanager.googleapis.com there, and see that the network lets the"
                    + " worker reach it.")));
  }
}
