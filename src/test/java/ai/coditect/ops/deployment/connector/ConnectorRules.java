package ai.coditect.ops.deployment.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must be true of a deployment's objects, whatever their names are. */
final class ConnectorRules {
  private static final String POLICY = "cnrm.cloud.google.com/deletion-policy";
  private static final Set<String> BROAD = Set.of("roles/owner", "roles/editor", "roles/viewer");

  /** Roles that may replace or delete an object of a bucket. */
  private static final Set<String> DELETING =
      Set.of(
          "roles/storage.admin",
          "roles/storage.objectAdmin",
          "roles/storage.objectUser",
          "roles/storage.legacyBucketOwner",
          "roles/storage.legacyBucketWriter");

  private ConnectorRules() {}

  static List<String> faults(List<ConnectorObject> objects) {
    List<String> faults = new ArrayList<>();
    for (ConnectorObject each : objects) {
      faults.addAll(keeping(each));
      faults.addAll(referring(each, objects));
      if (each.kind().startsWith("Monitoring")) {
        faults.add(each.title() + ": monitoring apply makes it, Config Connector never");
      }
      if (each.kind().equals("StorageBucket")) {
        faults.addAll(closed(each));
      }
      if (each.kind().equals("IAMPartialPolicy")) {
        faults.addAll(modest(each));
      }
    }
    return faults;
  }

  /** The instance, its database, the ledger and the keys stay when the objects are deleted. */
  private static List<String> keeping(ConnectorObject each) {
    boolean kept =
        Set.of("SQLInstance", "SQLDatabase", "Service", "ServiceNetworkingConnection")
                .contains(each.kind())
            || Set.of("ops-ledger", "ops-subject-key", "ops-evidence-key").contains(each.name())
                && !each.kind().startsWith("IAM");
    return kept && !each.annotation(POLICY).equals("abandon")
        ? List.of(each.title() + ": is not abandoned when the object is deleted")
        : List.of();
  }

  private static List<String> closed(ConnectorObject bucket) {
    List<String> faults = new ArrayList<>();
    if (!bucket.text("spec.publicAccessPrevention").equals("enforced")
        || !bucket.text("spec.uniformBucketLevelAccess").equals("true")) {
      faults.add(bucket.title() + ": can be opened to the public, or object by object");
    }
    if (bucket.at("spec.retentionPolicy.isLocked") != null) {
      faults.add(bucket.title() + ": is locked by a file, and nobody typed its name");
    }
    if (bucket.at("spec.retentionPolicy") != null
        && (bucket.at("spec.versioning") != null || bucket.at("spec.lifecycleRule") != null)) {
      faults.add(bucket.title() + ": keeps by a policy, and has versions or a rule that deletes");
    }
    return faults;
  }

  private static List<String> modest(ConnectorObject policy) {
    List<String> faults = new ArrayList<>();
    for (ConnectorObject binding : policy.each("spec.bindings")) {
      String role = binding.text("role");
      if (BROAD.contains(role) || role.matches("roles/[a-z]+\\.[aA]dmin")) {
        faults.add(policy.title() + ": " + role + " is more than any job needs");
      }
      if (policy.text("spec.resourceRef.name").equals("ops-ledger") && DELETING.contains(role)) {
        faults.add(policy.title() + ": " + role + " may delete entries of the ledger");
      }
      if (role.endsWith("/roles/opsDrillRemove")
          && !binding.text("condition.expression").contains("/instances/drill-")) {
        faults.add(policy.title() + ": " + role + " is not bound to the names of drills");
      }
    }
    return faults;
  }

  /** Every reference by name finds its object. */
  private static List<String> referring(ConnectorObject from, List<ConnectorObject> objects) {
    Set<String> there = new TreeSet<>();
    objects.forEach(each -> there.add(each.kind().toLowerCase() + " " + each.name()));
    List<String> faults = new ArrayList<>();
    look(from.at("spec"), "", there, from.title(), faults);
    return faults;
  }

  private static void look(
      Object at, String field, Set<String> there, String title, List<String> faults) {
    if (at instanceof List<?> list) {
      list.forEach(each -> look(each, field, there, title, faults));
    } else if (at instanceof Map<?, ?> map) {
      if (map.get("name") instanceof String name && !field.equals("databaseFlags")) {
        String kind = map.get("kind") instanceof String said ? said : kindOf(field);
        if (!kind.isEmpty() && !there.contains(kind.toLowerCase() + " " + name)) {
          faults.add(title + ": there is no " + kind + " " + name);
        }
      }
      map.forEach((key, value) -> look(value, key.toString(), there, title, faults));
    }
  }

  /** The kind that a reference means; empty for one outside these objects. */
  private static String kindOf(String field) {
    return switch (field) {
      case "topicRef", "deadLetterTopicRef", "pubSubTopicRef" -> "PubSubTopic";
      case "serviceAccountRef" -> "IAMServiceAccount";
      case "logSinkRef" -> "LoggingLogSink";
      case "serviceIdentityRef" -> "ServiceIdentity";
      case "instanceRef" -> "SQLInstance";
      case "reservedPeeringRanges" -> "ComputeAddress";
      case "secretKeyRef" -> "";
      default -> throw new IllegalStateException("nobody says what " + field + " refers to");
    };
  }
}
