package ai.coditect.ops.metrics.monitoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PodClientTest {
  private static final Map<String, String> POD =
      Map.of(
          "KUBERNETES_SERVICE_HOST", "10.0.0.1",
          "POD_NAME", "ops-worker-5d4",
          "POD_NAMESPACE", "coditect",
          "CONTAINER_NAME", "worker",
          "CLUSTER_NAME", "prod",
          "CLUSTER_LOCATION", "us-central1");

  @Test
  void in_a_cluster_it_is_the_pods_container_as_its_variables_say() {
    SeriesResource resource = new PodClient(POD, PodClientTest::nobody).resource();
    assertThat(resource)
        .isEqualTo(
            SeriesResource.ofPod("us-central1", "prod", "coditect", "ops-worker-5d4", "worker"));
    assertThat(resource.type()).isEqualTo("k8s_container");
  }

  @Test
  void what_no_variable_says_the_metadata_server_does() {
    Map<String, String> fewer = new HashMap<>(POD);
    fewer.remove("CLUSTER_NAME");
    fewer.remove("CLUSTER_LOCATION");
    fewer.remove("CONTAINER_NAME");
    assertThat(new PodClient(fewer, name -> "the-" + name).resource())
        .isEqualTo(
            SeriesResource.ofPod(
                "the-cluster-location",
                "the-cluster-name",
                "coditect",
                "ops-worker-5d4",
                "ops-worker"));
    fewer.put("NO_GCE_CHECK", "true");
    assertThat(new PodClient(fewer, name -> "the-" + name).resource())
        .isEqualTo(SeriesResource.ofHost("ops-worker-5d4"));
  }

  @Test
  void anywhere_else_it_is_a_host_and_nobody_is_asked() {
    assertThat(
            new PodClient(
                    Map.of("HOSTNAME", "laptop"),
                    name -> {
                      throw new AssertionError("asked for " + name);
                    })
                .resource())
        .isEqualTo(SeriesResource.ofHost("laptop"));
    assertThat(SeriesResource.ofHost("laptop").type()).isEqualTo("generic_node");
  }

  /** A slip of the metadata server: what stands in for the pod meanwhile is not kept. */
  @Test
  void a_pod_is_remembered_and_what_stands_in_for_it_is_not() {
    SeriesResource pod = SeriesResource.ofPod("l", "c", "n", "p", "ops-worker");
    List<SeriesResource> answers =
        new ArrayList<>(
            List.of(SeriesResource.ofHost("p"), pod, SeriesResource.ofHost("never asked")));
    Supplier<SeriesResource> resource = PodClient.remembering(() -> answers.remove(0));
    assertThat(List.of(resource.get(), resource.get(), resource.get()))
        .containsExactly(SeriesResource.ofHost("p"), pod, pod);
    assertThat(answers).hasSize(1);
  }

  private static String nobody(String name) {
    return null;
  }
}
