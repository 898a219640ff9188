package ai.coditect.ops.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a page says, asked over a connection of its own. Whoever waits for an answer asks every few
 * milliseconds, and Java's newer client starts threads for each who asks.
 */
public record HttpAnswer(int status, String body) {
  private static final int PATIENCE = Math.toIntExact(Duration.ofSeconds(20).toMillis());

  /**
   * @throws IOException when nobody answers
   */
  public static HttpAnswer of(URI page) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Accept", "*/*");
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new HttpAnswer(
          status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Of a page that answers. */
  public static String bodyOf(URI page) {
    try {
      return of(page).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
