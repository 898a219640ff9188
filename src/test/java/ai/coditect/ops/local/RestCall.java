package ai.coditect.ops.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One call of a Google service that speaks JSON over HTTP: what was asked, and its answer. */
public final class RestCall {
  public static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpExchange exchange;
  private final Map<String, String> query = new HashMap<>();

  public RestCall(HttpExchange exchange) {
    this.exchange = exchange;
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      query.put(
          decoded(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** What is meant: the clients send what Java's HTTP connection does not know as POST. */
  public String method() {
    String meant = header("X-HTTP-Method-Override");
    return meant == null ? exchange.getRequestMethod() : meant;
  }

  /** The steps of the path, each decoded: the name of an object is one step. */
  public List<String> path() {
    String path = exchange.getRequestURI().getRawPath().substring(1);
    // In a path, plus is plus.
    return List.of(path.split("/")).stream()
        .map(step -> decoded(step.replace("+", "%2B")))
        .toList();
  }

  boolean isUpload() {
    return path().get(0).equals("upload");
  }

  public @Nullable String query(String name) {
    return query.get(name);
  }

  public String query(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  public @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  void header(String name, String value) {
    exchange.getResponseHeaders().add(name, value);
  }

  public byte[] body() throws IOException {
    InputStream in = exchange.getRequestBody();
    return ("gzip".equals(header("Content-Encoding")) ? new GZIPInputStream(in) : in)
        .readAllBytes();
  }

  /** The body as JSON; an empty one is an empty object. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> jsonBody() throws IOException {
    byte[] bytes = body();
    return bytes.length == 0 ? Map.of() : JSON.readValue(bytes, Map.class);
  }

  void read(int bytes) throws IOException {
    exchange.getRequestBody().readNBytes(bytes);
  }

  public void drain() throws IOException {
    exchange.getRequestBody().readAllBytes();
  }

  public void json(int code, Map<String, ?> json) throws IOException {
    header("Content-Type", "application/json; charset=UTF-8");
    byte[] bytes = JSON.writeValueAsBytes(json);
    send(code, bytes, bytes.length);
  }

  /** Answers; fewer bytes than announced end in a cut connection. */
  void send(int code, byte[] bytes, int sent) throws IOException {
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes, 0, sent);
      exchange.getResponseBody().flush();
    }
  }

  public void refuse(RestRefusal refusal) throws IOException {
    String message = String.valueOf(refusal.getMessage());
    json(
        refusal.code,
        Map.of(
            "error",
            Map.of(
                "code",
                refusal.code,
                "message",
                message,
                "errors",
                List.of(
                    Map.of("message", message, "domain", "global", "reason", refusal.reason)))));
  }
}
