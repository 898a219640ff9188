package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every object fits the schema of its kind, field by field. */
class ConnectorSchemasTest {
  /** Not among the schemas that were taken: one field, as in Config Connector's own samples. */
  private static final Set<String> WITHOUT_SCHEMA = Set.of("ServiceIdentity");

  @BeforeAll
  static void schemas() {
    ConnectorSchemas.assumePresent();
  }

  private static List<String> faults(List<ConnectorObject> objects) {
    return objects.stream()
        .filter(each -> each.isOfConnector() && !WITHOUT_SCHEMA.contains(each.kind()))
        .flatMap(each -> ConnectorSchemas.faults(each).stream())
        .toList();
  }

  @Test
  void every_object_of_the_base_fits() {
    List<ConnectorObject> base = Kustomize.base();
    assertThat(faults(base)).isEmpty();
    assertThat(
            base.stream()
                .filter(ConnectorObject::isOfConnector)
                .map(ConnectorObject::kind)
                .filter(kind -> !ConnectorSchemas.knows(kind))
                .collect(Collectors.toSet()))
        .isEqualTo(WITHOUT_SCHEMA);
    assertThat(base.stream().filter(each -> WITHOUT_SCHEMA.contains(each.kind())))
        .allSatisfy(
            each -> assertThat(each.text("spec")).isEqualTo("{projectRef={external=PROJECT}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production"})
  void every_object_of_an_overlay_fits(String overlay) {
    assertThat(faults(Kustomize.overlay(overlay))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SQLInstance        | spec/settings/tier                                  |
          SQLInstance        | spec/settings/teir                                  | db-f1-micro
          SQLInstance        | spec/settings/retainBackupsOnDelete                 | true
          SQLInstance        | spec/settings/ipConfiguration/privateNetwork        | default
          SQLInstance        | spec/settings/databaseFlags                         | on
          SQLUser            | spec/databaseRoles                                  | coditect_system
          PubSubSubscription | spec/topicRef                                       |
          PubSubSubscription | spec/deadLetterPolicy/maxDeliveryAttempts           | many
          PubSubSubscription | spec/expirationPolicy/ttl                           |
          StorageBucket      | spec/retentionPolicy/locked                         | true
          StorageBucket      | spec/softDeletePolicy/retentionDurationSeconds      | none
          IAMPartialPolicy   | spec/bindings                                       | all
          IAMPolicyMember    | spec/role                                           |
          LoggingLogSink     | spec/destination/topicRef                           | ops-requests
          ComputeAddress     | spec/prefixLength                                   | /20
          SQLInstance        | apiVersion                                          | sql.cnrm.cloud.google.com/v1
          """)
  void what_does_not_fit_is_refused(String kind, String path, String value) {
    Stream<ConnectorObject> those =
        Kustomize.base().stream().filter(each -> each.kind().equals(kind));
    assertThat(those)
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(ConnectorSchemas.faults(broken(each, path, value)))
                    .as("%s with %s: %s", each.title(), path, value)
                    .isNotEmpty());
  }

  private static ConnectorObject broken(ConnectorObject object, String path, String value) {
    Object typed = "true".equals(value) ? Boolean.TRUE : value;
    return object.with(path, typed);
  }
}
