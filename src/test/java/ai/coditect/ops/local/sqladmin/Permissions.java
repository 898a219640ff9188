package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.RestRefusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may do what in which project. An identity is whatever stands behind "Bearer"; one of whom
 * nothing was said may do everything.
 */
public final class Permissions {
  private final Map<String, Map<String, Set<String>>> granted = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> taken = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** From now on the identity may do only what it was granted, in each project. */
  public void grant(String identity, String project, String... permissions) {
    granted
        .computeIfAbsent(identity, i -> new ConcurrentHashMap<>())
        .put(project, Set.of(permissions));
  }

  /** Takes one permission from whoever calls, in a project, and leaves all others. */
  public void takeAway(String project, String permission) {
    taken.computeIfAbsent(project, p -> ConcurrentHashMap.newKeySet()).add(permission);
  }

  public void restoreAll() {
    taken.clear();
    refused.clear();
  }

  /** What was refused since, as {@code project: permission}. */
  public Set<String> refused() {
    return Set.copyOf(refused);
  }

  boolean allows(RestCall call, String project, String permission) {
    if (taken.getOrDefault(project, Set.of()).contains(permission)) {
      return false;
    }
    Map<String, Set<String>> own = granted.get(identity(call));
    return own == null || own.getOrDefault(project, Set.of()).contains(permission);
  }

  void demand(RestCall call, String project, String permission) {
    if (!allows(call, project, permission)) {
      refused.add(project + ": " + permission);
      throw new RestRefusal(
          403,
          "notAuthorized",
          "The client is not authorized to make this request (missing " + permission + ").");
    }
  }

  /** The answer of {@code projects.testIamPermissions}: those of the asked that are granted. */
  List<String> held(RestCall call, String project, Collection<?> asked) {
    Set<String> held = new TreeSet<>();
    for (Object permission : asked) {
      if (allows(call, project, String.valueOf(permission))) {
        held.add(String.valueOf(permission));
      }
    }
    return List.copyOf(held);
  }

  private static String identity(RestCall call) {
    String header = call.header("Authorization");
    return header == null ? "" : header.replaceFirst("^Bearer ", "");
  }
}
