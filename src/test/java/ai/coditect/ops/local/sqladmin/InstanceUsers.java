package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The logins of instances. What happens to them is done with the answer. */
final class InstanceUsers {
  private final Instances instances;
  private final Operations operations;
  private final ServersBehind servers;

  InstanceUsers(Instances instances, Operations operations, ServersBehind servers) {
    this.instances = instances;
    this.operations = operations;
    this.servers = servers;
  }

  Map<String, Object> list(String project, String name) {
    synchronized (instances) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("kind", "sql#usersList");
      List<Object> items = List.copyOf(instances.find(project, name).users.values());
      if (!items.isEmpty()) {
        answer.put("items", items);
      }
      return answer;
    }
  }

  Map<String, Object> insert(String project, String name, String by, Map<String, Object> asked) {
    synchronized (instances) {
      KeptInstance kept = instances.find(project, name);
      String user = String.valueOf(asked.get("name"));
      try {
        servers.addLogin(
            project + "/" + name, user, String.valueOf(asked.getOrDefault("password", "")));
      } catch (Exception e) {
        throw new RestRefusal(500, "internalError", "The login was not made: " + e.getMessage());
      }
      kept.addUser(user);
      return operations.atOnce(project, "CREATE_USER", name, by);
    }
  }

  Map<String, Object> update(String project, String name, String by, String user) {
    synchronized (instances) {
      demand(instances.find(project, name), user);
      return operations.atOnce(project, "UPDATE_USER", name, by);
    }
  }

  Map<String, Object> delete(String project, String name, String by, String user) {
    synchronized (instances) {
      KeptInstance kept = instances.find(project, name);
      demand(kept, user);
      kept.users.remove(user);
      return operations.atOnce(project, "DELETE_USER", name, by);
    }
  }

  private static void demand(KeptInstance kept, String user) {
    if (!kept.users.containsKey(user)) {
      throw new RestRefusal(404, "userDoesNotExist", "The user does not exist.");
    }
  }
}
