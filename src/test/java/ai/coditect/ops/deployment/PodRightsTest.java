package ai.coditect.ops.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.kubernetes.policy.ClusterObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the pods of k8s are told to read, the table of rights lets them read. */
class PodRightsTest {
  private static final Path COMPONENTS = Path.of("k8s/components");

  private static Set<String> rights() throws IOException {
    return new TreeSet<>(Files.readAllLines(Path.of("k8s/deploying/access.txt")));
  }

  private static List<ClusterObject> objects(String folder) throws IOException {
    List<ClusterObject> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(COMPONENTS.resolve(folder))) {
      for (Path file : files.filter(each -> !each.endsWith("kustomization.yaml")).toList()) {
        objects.addAll(ClusterObject.parse(Files.readString(file), file.toString()));
      }
    }
    return objects;
  }

  /** Each run of each job asks whether its database is the ledger's writer. */
  @Test
  void whoever_has_a_ledger_may_read_it() throws IOException {
    List<ClusterObject> pods = new ArrayList<>(objects("cronjobs"));
    String serving = Files.readString(Path.of("k8s/base/deployment.yaml"));
    pods.addAll(ClusterObject.parse(serving, "deployment.yaml"));
    Set<String> accounts = new TreeSet<>();
    for (ClusterObject each : pods) {
      JsonNode pod = each.pod().orElseThrow().at("/spec");
      if (pod.at("/containers/0/env").toString().contains("\"OPS_LEDGER_URI\"")) {
        accounts.add(pod.path("serviceAccountName").asString());
      }
    }
    assertThat(accounts).hasSizeGreaterThan(7);
    Set<String> rights = rights();
    assertThat(accounts)
        .allSatisfy(
            account ->
                assertThat(rights)
                    .contains(account + " roles/storage.objectViewer StorageBucket ops-ledger"));
  }

  /** Those that somebody makes by hand stand beside the component, with the right to read them. */
  @ParameterizedTest
  @ValueSource(strings = {"secret-manager", "secret-manager-owner", "database-password-synced"})
  void whoever_copies_a_secret_may_read_it(String component) throws IOException {
    List<ClusterObject> objects = objects(component);
    String account =
        objects.stream()
            .filter(each -> each.kind().equals("SecretSync"))
            .map(each -> each.json().at("/spec/serviceAccountName").asString())
            .findFirst()
            .orElseThrow();
    String secrets =
        objects.stream()
            .filter(each -> each.kind().equals("SecretProviderClass"))
            .map(each -> each.json().at("/spec/parameters/secrets").asString())
            .findFirst()
            .orElseThrow();
    String comment = Files.readString(COMPONENTS.resolve(component).resolve("kustomization.yaml"));
    List<String> read =
        Pattern.compile("/secrets/([a-z-]+)/versions")
            .matcher(secrets)
            .results()
            .map(each -> each.group(1))
            .toList();
    assertThat(read).isNotEmpty();
    for (String secret : read) {
      if (!rights()
          .contains(
              account + " roles/secretmanager.secretAccessor SecretManagerSecret " + secret)) {
        assertThat(comment)
            .contains(secret)
            .contains("add-iam-policy-binding NAME --member=serviceAccount:" + account + "@");
      }
    }
  }
}
