package ai.coditect.ops.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * How the worker speaks to Cloud Storage: it asks again when an answer is lost, and gives up.
 *
 * @param root where a stand-in of the service listens; it asks for no credentials
 */
public record BucketClient(Optional<String> root, Patience patience) {

  /**
   * @param silence how long an answer, or part of one, may take; who sends more than the network
   *     takes in has to watch that for themselves
   * @param question how long one question may take with all its repetitions
   */
  public record Patience(Duration silence, Duration question) {}

  public Storage open() {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout((int) patience.silence().toMillis())
                    .setReadTimeout((int) patience.silence().toMillis())
                    .build())
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
}
