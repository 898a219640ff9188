package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One instance as the service keeps it. */
final class KeptInstance {
  final String project;
  final String name;
  private Map<String, Object> document;
  int settingsVersion = 1;
  final List<Map<String, Object>> backups = new ArrayList<>();
  final Map<String, Map<String, Object>> users = new TreeMap<>();
  @Nullable Instant latestRecovery;
  private Optional<String> address = Optional.empty();

  KeptInstance(String project, String name, Map<String, Object> document) {
    this.project = project;
    this.name = name;
    this.document = document;
  }

  Map<String, Object> document() {
    return document;
  }

  /** Takes a new document; the address of the server behind it is the server's. */
  void become(Map<String, Object> next) {
    document = next;
    showAddress();
  }

  /** Where the server behind it listens. */
  void listenOn(Optional<String> listening) {
    address = listening;
    showAddress();
  }

  private void showAddress() {
    if (address.isPresent() && document.get("ipAddresses") instanceof List<?> said) {
      List<Object> addresses = new ArrayList<>();
      for (Object each : said) {
        addresses.add(
            each instanceof Map<?, ?> one && "PRIVATE".equals(one.get("type"))
                ? Map.of("ipAddress", address.get(), "type", "PRIVATE")
                : each);
      }
      document.put("ipAddresses", addresses);
    }
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> settings() {
    return (Map<String, Object>) document.getOrDefault("settings", Map.of());
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> backupConfiguration() {
    return (Map<String, Object>) settings().getOrDefault("backupConfiguration", Map.of());
  }

  void addUser(String user) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("etag", "etag");
    one.put("host", "");
    one.put("iamStatus", "IAM_STATUS_UNSPECIFIED");
    one.put("instance", name);
    one.put("kind", "sql#user");
    one.put("name", user);
    one.put("project", project);
    users.put(user, one);
  }

  /** A copy that nobody else holds. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> copy(Map<String, Object> document) {
    return RestCall.JSON.readValue(RestCall.JSON.writeValueAsBytes(document), Map.class);
  }
}
