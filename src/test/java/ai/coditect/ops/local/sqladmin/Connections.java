package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a connector asks before it dials: the address and the server's certificate, and a
 * certificate of its own. Any will do for the latter: nobody behind this stand-in looks at it.
 */
public final class Connections {
  private final Map<String, Reachable> byName = new ConcurrentHashMap<>();

  private final List<Boolean> byToken = new CopyOnWriteArrayList<>();

  private record Reachable(String address, String certificate) {}

  /** The instance is reached at this private address, where this certificate (PEM) is shown. */
  public void put(String project, String instance, String address, String certificate) {
    byName.put(project + "/" + instance, new Reachable(address, certificate));
  }

  Map<String, Object> settings(String project, String instance, Map<String, Object> document) {
    Reachable reachable = find(project, instance);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("kind", "sql#connectSettings");
    answer.put("backendType", "SECOND_GEN");
    answer.put("databaseVersion", document.get("databaseVersion"));
    answer.put("region", document.get("region"));
    answer.put("ipAddresses", List.of(Map.of("type", "PRIVATE", "ipAddress", reachable.address())));
    answer.put("serverCaCert", Map.of("kind", "sql#sslCert", "cert", reachable.certificate()));
    answer.put("serverCaMode", "GOOGLE_MANAGED_INTERNAL_CA");
    return answer;
  }

  /** Whether a certificate was asked for with a token to log in with, request by request. */
  public List<Boolean> byToken() {
    return List.copyOf(byToken);
  }

  Map<String, Object> certificate(String project, String instance, Map<String, Object> asked) {
    byToken.add(asked.containsKey("access_token"));
    return Map.of(
        "ephemeralCert",
        Map.of("kind", "sql#sslCert", "cert", find(project, instance).certificate()));
  }

  private Reachable find(String project, String instance) {
    Reachable found = byName.get(project + "/" + instance);
    if (found == null) {
      throw new RestRefusal(404, "instanceDoesNotExist", "The Cloud SQL instance does not exist.");
    }
    return found;
  }
}
