package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.sqladmin.Recording.Exchange;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sqladmin.SQLAdmin;
import com.google.api.services.sqladmin.SQLAdminRequest;
import com.google.api.services.sqladmin.model.DatabaseInstance;
import com.google.api.services.sqladmin.model.InstancesCloneRequest;
import com.google.api.services.sqladmin.model.Operation;
import com.google.api.services.sqladmin.model.User;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Makes recorded requests again, by the official client. */
final class RecordedCalls {
  private static final JsonFactory GSON = GsonFactory.getDefaultInstance();

  private final SQLAdmin client;
  private final Map<String, String> latestOperation = new HashMap<>();

  /** What came back: the status, and the answer as the client understood it. */
  record Answer(int status, JsonNode json) {}

  RecordedCalls(String url) {
    client =
        new SQLAdmin.Builder(new NetHttpTransport(), GSON, request -> {})
            .setApplicationName("recordings")
            .setRootUrl(url)
            .build();
  }

  Answer make(Exchange exchange) throws IOException {
    awaitQuiet(exchange);
    try {
      GenericJson answer = request(exchange).execute();
      JsonNode json = RestCall.JSON.readTree(GSON.toString(answer));
      if (answer instanceof Operation operation) {
        latestOperation.put(operation.getOperationType(), operation.getName());
      }
      return new Answer(200, json);
    } catch (GoogleJsonResponseException e) {
      return new Answer(
          e.getStatusCode(),
          RestCall.JSON.readTree("{\"error\":" + GSON.toString(e.getDetails()) + "}"));
    }
  }

  /** The recordings leave out the polls of operations that were not DONE. */
  private void awaitQuiet(Exchange exchange) throws IOException {
    boolean fails = exchange.answer().path("state").asString("").equals("PENDING_CREATE");
    boolean cloning = latestOperation.containsKey("CLONE") && exchange.method().equals("PUT");
    for (String name : latestOperation.values()) {
      while (!fails
          && !cloning
          && !client.operations().get("p1", name).execute().getStatus().equals("DONE")) {
        Thread.onSpinWait();
      }
    }
  }

  private SQLAdminRequest<? extends GenericJson> request(Exchange exchange) throws IOException {
    String[] path = exchange.path().split("/");
    String what =
        exchange.method()
            + " "
            + path[0]
            + (path.length > 1 ? "/*" : "")
            + (path.length > 2 ? "/" + path[2] : "");
    return switch (what) {
      case "GET operations/*" ->
          client
              .operations()
              .get("p1", latestOperation.get(exchange.answer().get("operationType").asString()));
      case "POST instances" ->
          client.instances().insert("p1", body(exchange, DatabaseInstance.class));
      case "GET instances/*" -> client.instances().get("p1", path[1]);
      case "PUT instances/*" ->
          client.instances().update("p1", path[1], body(exchange, DatabaseInstance.class));
      case "PATCH instances/*" ->
          client.instances().patch("p1", path[1], body(exchange, DatabaseInstance.class));
      case "DELETE instances/*" -> client.instances().delete("p1", path[1]);
      case "POST instances/*/clone" ->
          client.instances().clone("p1", path[1], body(exchange, InstancesCloneRequest.class));
      case "GET instances/*/users" -> client.users().list("p1", path[1]);
      case "POST instances/*/users" ->
          client.users().insert("p1", path[1], body(exchange, User.class));
      case "PUT instances/*/users" ->
          client
              .users()
              .update("p1", path[1], body(exchange, User.class))
              .setName(parameter(exchange, "name"));
      case "DELETE instances/*/users" ->
          client.users().delete("p1", path[1]).setName(parameter(exchange, "name"));
      default -> throw new IllegalStateException("no call for " + what);
    };
  }

  private static <T> T body(Exchange exchange, Class<T> type) throws IOException {
    return GSON.fromString(exchange.body().toString(), type);
  }

  private static String parameter(Exchange exchange, String name) {
    for (String pair : exchange.query().split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new IllegalStateException("no parameter " + name);
  }
}
