package ai.coditect.ops.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The metadata of secrets in Secret Manager, on a loopback port. It keeps no values. */
public final class LocalSecrets implements AutoCloseable {
  private final Map<String, String> newest = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<RestRefusal>> refusal =
      new AtomicReference<>(Optional.empty());
  private final HttpServer server;

  private LocalSecrets(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  public static LocalSecrets start() {
    try {
      return new LocalSecrets(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value for OPS_SECRETMANAGER_URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** A secret with one version of this state. */
  public void put(String project, String secret, String state) {
    newest.put("projects/" + project + "/secrets/" + secret, state);
  }

  public void remove(String project, String secret) {
    newest.remove("projects/" + project + "/secrets/" + secret);
  }

  /** From now on whoever asks is answered with this; empty ends it. */
  public void refuse(Optional<RestRefusal> with) {
    refusal.set(with);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      RestCall call = new RestCall(exchange);
      call.drain();
      if (refusal.get().isPresent()) {
        call.refuse(refusal.get().get());
        return;
      }
      String path = exchange.getRequestURI().getPath();
      String secret = path.replaceFirst("^/v1/", "").replaceFirst("/versions/latest$", "");
      String state = newest.get(secret);
      if (!call.method().equals("GET") || !path.endsWith("/versions/latest") || state == null) {
        call.refuse(
            new RestRefusal(
                404, "notFound", "Secret [" + secret + "] not found or has no versions."));
        return;
      }
      call.json(200, Map.of("name", secret + "/versions/1", "state", state));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
