package ai.coditect.ops.metrics.monitoring.service;

import com.google.cloud.MetadataConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where this process runs. In a cluster the pod's names come from variables, as the manifests set
 * them, and what is missing from where every pod finds it; anywhere else it is a host.
 */
public final class PodClient {
  private static final Path NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  private final Map<String, String> environment;
  private final UnaryOperator<@Nullable String> metadata;

  /**
   * @param metadata asks the machine's metadata server for an attribute; null where it has none
   */
  public PodClient(Map<String, String> environment, UnaryOperator<@Nullable String> metadata) {
    this.environment = environment;
    this.metadata = metadata;
  }

  public static PodClient ofThisProcess() {
    return new PodClient(
        System.getenv(), name -> MetadataConfig.getAttribute("instance/attributes/" + name));
  }

  /**
   * Remembers the pod that was found. A host that stands in for one, since the metadata server did
   * not answer, is not remembered: its points would be nobody's for as long as the process lives.
   */
  public static Supplier<SeriesResource> remembering(Supplier<SeriesResource> asked) {
    AtomicReference<@Nullable SeriesResource> pod = new AtomicReference<>();
    return () -> {
      SeriesResource known = pod.get();
      SeriesResource now = known == null ? asked.get() : known;
      if (now.isPod()) {
        pod.set(now);
      }
      return now;
    };
  }

  /** May ask the metadata server, so it is not asked at the start. */
  public SeriesResource resource() {
    String host = given("POD_NAME").or(() -> given("HOSTNAME")).orElseGet(PodClient::hostname);
    if (given("KUBERNETES_SERVICE_HOST").isEmpty()) {
      return SeriesResource.ofHost(host);
    }
    Optional<String> cluster = given("CLUSTER_NAME").or(() -> asked("cluster-name"));
    Optional<String> location = given("CLUSTER_LOCATION").or(() -> asked("cluster-location"));
    Optional<String> namespace = given("POD_NAMESPACE").or(PodClient::namespace);
    if (cluster.isEmpty() || location.isEmpty() || namespace.isEmpty()) {
      return SeriesResource.ofHost(host);
    }
    return SeriesResource.ofPod(
        location.get(),
        cluster.get(),
        namespace.get(),
        host,
        given("CONTAINER_NAME").orElse("ops-worker"));
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Optional<String> asked(String attribute) {
    // The usual variable of those who know that there is no such server.
    return given("NO_GCE_CHECK").isPresent()
        ? Optional.empty()
        : Optional.ofNullable(metadata.apply(attribute)).filter(value -> !value.isBlank());
  }

  private static Optional<String> namespace() {
    try {
      return Optional.of(Files.readString(NAMESPACE).strip()).filter(name -> !name.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
