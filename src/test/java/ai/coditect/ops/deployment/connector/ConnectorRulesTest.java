package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that matters goes with an object, and nobody may more than its job needs. */
class ConnectorRulesTest {
  @Test
  void the_base_keeps_them() {
    assertThat(ConnectorRules.faults(Kustomize.base())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production"})
  void every_overlay_keeps_them_and_leaves_no_word_in_capitals(String overlay) {
    List<ConnectorObject> objects = Kustomize.overlay(overlay);
    assertThat(ConnectorRules.faults(objects)).isEmpty();
    assertThat(objects).extracting(ConnectorObject::kind).doesNotContain("ConfigMap");
    for (String word : Kustomize.names(overlay).keySet()) {
      assertThat(objects)
          .allSatisfy(
              each ->
                  assertThat(each.tree().toString())
                      .as(each.title())
                      .doesNotContainPattern("(?<![A-Z_])" + word + "(?![A-Z_])"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production"})
  void names_that_follow_from_others_do(String overlay) {
    Map<String, String> names = Kustomize.names(overlay);
    String project = names.get("PROJECT");
    assertThat(names)
        .containsEntry("ENVIRONMENT", overlay)
        .containsEntry("MEMBERS_OF", "serviceAccount:" + project)
        .containsEntry("IAM_DOMAIN", project + ".iam")
        .containsEntry(
            "INSTANCE_RESOURCE", "projects/" + project + "/instances/" + names.get("INSTANCE"));
    assertThat(names.get("DRILL_PROJECT")).isNotEqualTo(project).hasSizeLessThanOrEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SQLInstance coditect-db           | metadata/annotations                      |                     | is not abandoned
          SQLDatabase coditect-database     | metadata/annotations                      |                     | is not abandoned
          StorageBucket ops-ledger          | metadata/annotations                      |                     | is not abandoned
          SecretManagerSecret ops-subject-key | metadata/annotations                    |                     | is not abandoned
          StorageBucket ops-ledger          | spec/retentionPolicy/isLocked             | true                | nobody typed its name
          StorageBucket ops-ledger          | spec/versioning/enabled                   | true                | has versions
          StorageBucket ops-ledger          | spec/lifecycleRule                        | any                 | a rule that deletes
          StorageBucket ops-exports         | spec/publicAccessPrevention               | inherited           | opened to the public
          StorageBucket ops-exports         | spec/uniformBucketLevelAccess             | false               | opened to the public
          PubSubTopic ops-requests          | kind                                      | MonitoringAlertPolicy | monitoring apply
          PubSubSubscription ops-worker     | spec/topicRef/name                        | ops-request         | there is no PubSubTopic ops-request
          PubSubSubscription ops-worker     | spec/deadLetterPolicy/deadLetterTopicRef/name | ops-dead        | there is no PubSubTopic ops-dead
          SQLUser ops-worker                | spec/instanceRef/name                     | coditect-dev-db     | there is no SQLInstance
          IAMPolicyMember ops-worker-is-the-pod | spec/resourceRef/name                 | ops-serve           | there is no IAMServiceAccount
          """)
  void what_breaks_one_is_found(String title, String path, String value, String fault) {
    assertThat(ConnectorRules.faults(broken(title, path, value)))
        .anySatisfy(each -> assertThat(each).contains(fault));
  }

  @ParameterizedTest
  @CsvSource({
    "project, roles/owner, more than any job needs",
    "drills, roles/cloudsql.admin, more than any job needs",
    "ledger, roles/storage.objectUser, may delete entries",
    "ledger, roles/storage.objectAdmin, may delete entries",
    "project, projects/P/roles/opsDrillRemove, not bound to the names of drills"
  })
  void a_role_that_is_too_much_is_found(String policy, String role, String fault) {
    Map<String, Object> binding =
        Map.of(
            "role",
            role,
            "members",
            List.of(
                Map.of("memberFrom", Map.of("serviceAccountRef", Map.of("name", "ops-worker")))));
    assertThat(
            ConnectorRules.faults(
                broken("IAMPartialPolicy " + policy, "spec/bindings", List.of(binding))))
        .anySatisfy(each -> assertThat(each).contains(fault));
  }

  private static List<ConnectorObject> broken(String title, String path, Object value) {
    List<ConnectorObject> objects = new ArrayList<>();
    for (ConnectorObject each : Kustomize.base()) {
      objects.add(each.title().equals(title) ? each.with(path, value) : each);
    }
    assertThat(objects).isNotEqualTo(Kustomize.base());
    return objects;
  }
}
