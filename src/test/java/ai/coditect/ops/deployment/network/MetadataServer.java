package ai.coditect.ops.deployment.network;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Who a pod is, as a node says it: a token, and the rest is not asked. */
final class MetadataServer implements AutoCloseable {
  private static final String TOKEN =
      "{\"access_token\":\"token\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";

  private final HttpServer server;

  MetadataServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", MetadataServer::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean token = exchange.getRequestURI().getPath().endsWith("/token");
    byte[] body = (token ? TOKEN : "").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Metadata-Flavor", "Google");
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
