package ai.coditect.ops.deployment.network;

import ai.coditect.ops.kubernetes.policy.ClusterObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A way out of a pod: one peer and one port of a rule.
 *
 * @param except parts of the range that this way does not lead to
 */
record Way(String range, List<String> except, String protocol, int port) {

  /** All that the policy of this name lets out. */
  static List<Way> of(String policy, List<ClusterObject> objects, Map<String, String> pods) {
    List<Way> ways = new ArrayList<>();
    for (ClusterObject object : objects) {
      if (!object.kind().equals("NetworkPolicy") || !object.name().equals(policy)) {
        continue;
      }
      for (JsonNode rule : object.json().at("/spec/egress")) {
        for (JsonNode peer : rule.path("to")) {
          for (JsonNode port : rule.path("ports")) {
            ways.add(
                new Way(
                    range(peer, pods),
                    peer.at("/ipBlock/except").valueStream().map(JsonNode::asString).toList(),
                    port.path("protocol").asString().toLowerCase(java.util.Locale.ROOT),
                    port.path("port").asInt()));
          }
        }
      }
    }
    return ways;
  }

  /** Of pods that are chosen by their labels there is one each, known by its application. */
  private static String range(JsonNode peer, Map<String, String> pods) {
    if (peer.has("ipBlock")) {
      return peer.at("/ipBlock/cidr").asString();
    }
    String address = pods.get(peer.at("/podSelector/matchLabels/k8s-app").asString(""));
    if (address == null) {
      throw new AssertionError("no such pod: " + peer);
    }
    return address + "/32";
  }

  @Override
  public String toString() {
    return range + " " + protocol + " " + port;
  }
}
