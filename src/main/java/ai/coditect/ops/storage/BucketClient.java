package ai.coditect.ops.storage;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the worker speaks to Cloud Storage: it asks again when an answer is lost, and gives up.
 *
 * @param root where a stand-in of the service listens; it asks for no credentials
 */
public record BucketClient(Optional<String> root, Patience patience) {

  /**
   * @param silence how long a connection may do nothing
   * @param question how long one question may take with all its repetitions
   */
  public record Patience(Duration silence, Duration question) {}

  public Storage open() {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setTransportOptions(new Impatient(patience.silence()))
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setInitialRetryDelayDuration(Duration.ofMillis(100))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(2))
                    .setTotalTimeoutDuration(patience.question())
                    .build());
    root.ifPresent(
        host ->
            options
                .setHost(host)
                .setCredentials(NoCredentials.getInstance())
                .setProjectId("stand-in"));
    return options.build().getService();
  }

  /** The client limits connecting and reading by itself, but not writing. */
  private static final class Impatient extends HttpTransportOptions {
    private static final long serialVersionUID = 1L;
    private final int silence;

    Impatient(Duration silence) {
      super(
          HttpTransportOptions.newBuilder()
              .setConnectTimeout((int) silence.toMillis())
              .setReadTimeout((int) silence.toMillis()));
      this.silence = (int) silence.toMillis();
    }

    @Override
    public HttpRequestInitializer getHttpRequestInitializer(ServiceOptions<?, ?> options) {
      HttpRequestInitializer usual = super.getHttpRequestInitializer(options);
      return request -> {
        usual.initialize(request);
        request.setWriteTimeout(silence);
      };
    }
  }

  /** The ecosystem writes the address of a stand-in with or without its scheme. */
  public static String root(String host) {
    String root = host.strip().replaceAll("/+$", "");
    if (!root.matches("https?://.*")) {
      root = "http://" + root;
    }
    if (!root.matches(
        "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?")) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "STORAGE_EMULATOR_HOST is not an address.",
                  "environment",
                  "Set it to host:port or http://host:port, or remove it to use Google's"
                      + " service.")));
    }
    return root;
  }
}
