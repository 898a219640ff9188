package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.RestRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which call means what: paths are {@code sql/v1beta4/projects/P/…}. */
final class AdminService {
  private static final List<String> ROOT = List.of("sql", "v1beta4", "projects");
  private static final String CERTIFICATE = ":generateEphemeralCert";
  private static final String CALLER = "worker@example.iam.gserviceaccount.com";

  private final Instances instances;
  private final Operations operations;
  private final Permissions permissions;
  private final Connections connections;

  AdminService(
      Instances instances,
      Operations operations,
      Permissions permissions,
      Connections connections) {
    this.connections = connections;
    this.instances = instances;
    this.operations = operations;
    this.permissions = permissions;
  }

  void answer(RestCall call) throws IOException {
    List<String> path = call.path();
    if (path.size() == 3 && path.get(2).endsWith(":testIamPermissions")) {
      testPermissions(call, path.get(2).replace(":testIamPermissions", ""));
    } else if (path.size() < 5 || !path.subList(0, 3).equals(ROOT)) {
      throw unknown(call);
    } else {
      call.json(200, answer(call, path.get(3), path.subList(4, path.size())));
    }
  }

  private void testPermissions(RestCall call, String project) throws IOException {
    Object asked = call.jsonBody().getOrDefault("permissions", List.of());
    List<String> held = permissions.held(call, project, (Collection<?>) asked);
    call.json(200, held.isEmpty() ? Map.of() : Map.of("permissions", held));
  }

  private Map<String, Object> answer(RestCall call, String project, List<String> path)
      throws IOException {
    String kind = path.get(0);
    String name = path.size() > 1 ? path.get(1) : "";
    if (name.endsWith(CERTIFICATE)) {
      String instance = name.substring(0, name.length() - CERTIFICATE.length());
      permissions.demand(call, project, "cloudsql.instances.connect");
      return connections.certificate(project, instance, call.jsonBody());
    }
    String below = path.size() > 2 ? path.get(2) : "";
    String id = path.size() > 3 ? path.get(3) : "";
    String what = call.method() + " " + kind + (name.isEmpty() ? "" : "/*");
    if (!below.isEmpty()) {
      what += "/" + below + (id.isEmpty() ? "" : "/*");
    }
    switch (what) {
      case "GET operations":
        permissions.demand(call, project, "cloudsql.instances.get");
        return page(call, "sql#operationsList", operations.list(project, call.query("instance")));
      case "GET operations/*":
        permissions.demand(call, project, "cloudsql.instances.get");
        return operations.get(project, name);
      case "GET instances":
        permissions.demand(call, project, "cloudsql.instances.list");
        return page(call, "sql#instancesList", instances.list(project));
      case "POST instances":
        permissions.demand(call, project, "cloudsql.instances.create");
        return instances.insert(project, CALLER, call.jsonBody());
      case "GET instances/*":
        permissions.demand(call, project, "cloudsql.instances.get");
        return instances.get(project, name);
      case "PUT instances/*", "PATCH instances/*":
        permissions.demand(call, project, "cloudsql.instances.update");
        return instances.change(project, name, CALLER, call.jsonBody());
      case "DELETE instances/*":
        permissions.demand(call, project, "cloudsql.instances.delete");
        return instances.delete(project, name, CALLER);
      case "POST instances/*/clone":
        permissions.demand(call, project, "cloudsql.instances.clone");
        return instances.copyInstance(project, name, CALLER, call.jsonBody());
      case "POST instances/*/restoreBackup":
        permissions.demand(call, project, "cloudsql.instances.restoreBackup");
        BackupRuns.Asked asked = BackupRuns.Asked.of(call.jsonBody(), project);
        permissions.demand(call, asked.project(), "cloudsql.backupRuns.get");
        return instances.backups().restore(project, name, CALLER, asked);
      case "GET instances/*/connectSettings":
        permissions.demand(call, project, "cloudsql.instances.get");
        return connections.settings(project, name, instances.get(project, name));
      case "GET instances/*/getLatestRecoveryTime":
        permissions.demand(call, project, "cloudsql.instances.get");
        return instances.recoveryTime(project, name);
      case "GET instances/*/backupRuns":
        permissions.demand(call, project, "cloudsql.backupRuns.list");
        return page(call, "sql#backupRunsList", instances.backups().list(project, name));
      case "POST instances/*/backupRuns":
        permissions.demand(call, project, "cloudsql.backupRuns.create");
        return instances.backups().insert(project, name, CALLER);
      case "GET instances/*/backupRuns/*":
        permissions.demand(call, project, "cloudsql.backupRuns.get");
        return instances.backups().get(project, name, id);
      case "DELETE instances/*/backupRuns/*":
        permissions.demand(call, project, "cloudsql.backupRuns.delete");
        return instances.backups().delete(project, name, id, CALLER);
      case "GET instances/*/users":
        permissions.demand(call, project, "cloudsql.users.list");
        return instances.users().list(project, name);
      case "POST instances/*/users":
        permissions.demand(call, project, "cloudsql.users.create");
        return instances.users().insert(project, name, CALLER, call.jsonBody());
      case "PUT instances/*/users":
        permissions.demand(call, project, "cloudsql.users.update");
        return instances.users().update(project, name, CALLER, call.query("name", ""));
      case "DELETE instances/*/users":
        permissions.demand(call, project, "cloudsql.users.delete");
        return instances.users().delete(project, name, CALLER, call.query("name", ""));
      default:
        throw unknown(call);
    }
  }

  /** A page of a list; the token is where the next one begins. */
  private static Map<String, Object> page(
      RestCall call, String kind, List<Map<String, Object>> all) {
    int from = Integer.parseInt(call.query("pageToken", "0"));
    int most = Integer.parseInt(call.query("maxResults", "500"));
    int to = Math.min(all.size(), from + most);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("kind", kind);
    if (from < to) {
      answer.put("items", new ArrayList<>(all.subList(from, to)));
    }
    if (to < all.size()) {
      answer.put("nextPageToken", Integer.toString(to));
    }
    return answer;
  }

  private static RestRefusal unknown(RestCall call) {
    return new RestRefusal(
        501, "notImplemented", "The stand-in does not know " + call.method() + " " + call.path());
  }
}
