package ai.coditect.ops.deployment.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.OpsWorker;
import ai.coditect.ops.kubernetes.Overlay;
import ai.coditect.ops.kubernetes.policy.ClusterObject;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.local.sqladmin.ServerKeys;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network policy of the development overlay around one-shots, enforced by this kernel: with all
 * ways open each of them ends well, and for each way there is one that fails without it.
 */
@Tag("campaign")
class NetworkPolicyIT {
  private static final String DATABASE = "172.24.0.5";
  private static final String PRIVATE = "199.36.153.8";
  private static final String RESTRICTED = "199.36.153.4";
  private static final String PUBLIC = "142.250.1.95";
  private static final String NODE = "169.254.169.254";
  private static final String TURNED = "169.254.169.252";
  private static final String CLUSTER_NAMES = "10.4.1.10";
  private static final String CACHED_NAMES = "169.254.20.10";
  private static final String TURNED_NAMES = "10.4.1.11";
  private static final String PRIVATE_API = "sqladmin.googleapis.com";
  private static final String RESTRICTED_API = "sqladmin.restricted.googleapis.com";
  private static final String PUBLIC_API = "sqladmin.public.googleapis.com";

  @TempDir private static Path directory;
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static LocalPostgres.Database database;
  private static PodNetwork network;
  private static List<Way> ways;
  private static List<Way> publicWays;

  /** A one-shot by which a way is proven. */
  private record Run(String name, String resolver, Map<String, String> environment) {}

  @BeforeAll
  static void start() throws Exception {
    List<ClusterObject> objects = ClusterObject.parse(Overlay.tagged("dev"), "dev");
    Map<String, String> pods = Map.of("kube-dns", CLUSTER_NAMES, "node-local-dns", TURNED_NAMES);
    ways = Way.of("ops-worker", objects, pods);
    publicWays = Way.of("ops-worker-public-google-apis", objects, pods);
    network =
        PodNetwork.start(
            directory,
            List.of(
                DATABASE,
                PRIVATE,
                RESTRICTED,
                PUBLIC,
                NODE,
                TURNED,
                CLUSTER_NAMES,
                CACHED_NAMES,
                TURNED_NAMES));
    OPEN.add(network);
    database = LocalPostgres.shared().migrated();
    ServerKeys keys = ServerKeys.make(directory, "p1:db");
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address = "127.%d.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(255), 9);
    OPEN.add(new TlsFront(keys.listen(address), database));
    LocalSqlAdmin admin = LocalSqlAdmin.start(Clock.systemUTC());
    OPEN.add(admin);
    admin.instances().put("p1", "db", Map.of());
    admin.connections().put("p1", "db", DATABASE, keys.pem());
    MetadataServer metadata = new MetadataServer();
    OPEN.add(metadata);
    List<String> world = new ArrayList<>();
    serve(world, DATABASE + ":5432", database.host(), database.port());
    serve(world, DATABASE + ":3307", address, 3307);
    for (String api : List.of(PRIVATE, RESTRICTED, PUBLIC)) {
      serve(world, api + ":443", "127.0.0.1", URI.create(admin.url()).getPort());
    }
    for (String who : List.of(NODE + ":80", TURNED + ":987", TURNED + ":988")) {
      serve(world, who, "127.0.0.1", metadata.port());
    }
    for (String names : List.of(CLUSTER_NAMES, CACHED_NAMES, TURNED_NAMES, NODE)) {
      world.add("names=" + names);
    }
    Map.of(
            "metadata.google.internal",
            NODE,
            PRIVATE_API,
            PRIVATE,
            RESTRICTED_API,
            RESTRICTED,
            PUBLIC_API,
            PUBLIC)
        .forEach((name, where) -> world.add("name=" + name + "=" + where));
    WorkerProcess all =
        WorkerProcess.startFromShell(
            StandardCharsets.UTF_8,
            Map.of(),
            network.inWorld(
                WorkerProcess.command(NamespaceWorld.class, world.toArray(String[]::new))));
    OPEN.add(all);
    Await.until("the world", all, () -> all.err().contains(NamespaceWorld.READY));
  }

  private static void serve(List<String> world, String there, String host, int port)
      throws Exception {
    Path socket = directory.resolve("s" + world.size());
    OPEN.add(Forwarding.of(UnixDomainSocketAddress.of(socket), new InetSocketAddress(host, port)));
    world.add("serve=" + there + "=" + socket.toAbsolutePath());
  }

  @AfterAll
  static void stop() throws Exception {
    Collections.reverse(OPEN);
    for (AutoCloseable each : OPEN) {
      each.close();
    }
  }

  @Test
  void with_every_way_open_each_run_ends_well() {
    network.let(together(ways, publicWays));
    together(ways, publicWays).stream()
        .map(NetworkPolicyIT::provenBy)
        .distinct()
        .forEach(run -> assertThat(exit(run)).as(run.name()).isZero());
  }

  @Test
  void without_a_way_the_run_that_takes_it_fails() {
    Map<String, Integer> exits = new LinkedHashMap<>();
    // The component is wider than what it stands beside: each way is closed without it.
    for (Way way : together(ways, publicWays)) {
      List<Way> others = new ArrayList<>(ways);
      others.remove(way);
      network.let(others);
      Run run = provenBy(way);
      exits.put(way + ": " + run.name(), exit(run));
    }
    exits.forEach((way, exit) -> System.out.println("without " + way + ": exit " + exit));
    assertThat(exits)
        .hasSize(ways.size() + publicWays.size())
        .allSatisfy((way, exit) -> assertThat(exit).isOne());
  }

  private static List<Way> together(List<Way> some, List<Way> others) {
    assertThat(others).isNotEmpty();
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static Run provenBy(Way way) {
    return switch (way.toString()) {
      case CLUSTER_NAMES + "/32 udp 53" ->
          byToken("the cluster's names", CLUSTER_NAMES, "", PRIVATE_API);
      case CLUSTER_NAMES + "/32 tcp 53" ->
          byToken("the cluster's names by stream", overStream(CLUSTER_NAMES), "", PRIVATE_API);
      case TURNED_NAMES + "/32 udp 53" ->
          byToken("the cluster's names by a cache's pod", TURNED_NAMES, "", PRIVATE_API);
      case TURNED_NAMES + "/32 tcp 53" ->
          byToken(
              "the cluster's names by a cache's pod and stream",
              overStream(TURNED_NAMES),
              "",
              PRIVATE_API);
      case CACHED_NAMES + "/32 udp 53" ->
          byToken("the node's names", CACHED_NAMES, "", PRIVATE_API);
      case CACHED_NAMES + "/32 tcp 53" ->
          byToken("the node's names by stream", overStream(CACHED_NAMES), "", PRIVATE_API);
      case NODE + "/32 udp 53" -> byToken("Cloud DNS", NODE, "", PRIVATE_API);
      case NODE + "/32 tcp 53" -> byToken("Cloud DNS by stream", overStream(NODE), "", PRIVATE_API);
      case NODE + "/32 tcp 80" -> byToken("IAM login", CLUSTER_NAMES, "", PRIVATE_API);
      case TURNED + "/32 tcp 987", TURNED + "/32 tcp 988" ->
          byToken(
              "IAM login, the metadata server's address turned to " + way.port(),
              CLUSTER_NAMES,
              TURNED + ":" + way.port(),
              PRIVATE_API);
      case "172.24.0.0/20 tcp 3307" -> byToken("IAM login", CLUSTER_NAMES, "", PRIVATE_API);
      case "172.24.0.0/20 tcp 5432" -> byPassword();
      case "199.36.153.8/30 tcp 443" -> byToken("IAM login", CLUSTER_NAMES, "", PRIVATE_API);
      case "199.36.153.4/30 tcp 443" ->
          byToken("IAM login by restricted addresses", CLUSTER_NAMES, "", RESTRICTED_API);
      case "0.0.0.0/0 tcp 443" ->
          byToken("IAM login by public addresses", CLUSTER_NAMES, "", PUBLIC_API);
      default -> throw new AssertionError("no run is known that needs " + way);
    };
  }

  private static String overStream(String resolver) {
    return resolver + "\noptions use-vc";
  }

  /** As pods log in: a token of the metadata server, the Admin API, and the connector's port. */
  private static Run byToken(String name, String resolver, String metadata, String api) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DB_INSTANCE", "p1:us-central1:db");
    environment.put("DB_USER", LocalPostgres.WORKER);
    environment.put("NO_GCE_CHECK", "false");
    environment.put("CLOUDSDK_CONFIG", "/nowhere");
    if (!metadata.isEmpty()) {
      environment.put("GCE_METADATA_HOST", metadata);
    }
    environment.put(
        "SPRING_APPLICATION_JSON",
        "{\"spring.datasource.hikari.data-source-properties.cloudSqlAdminRootUrl\":"
            + "\"http://%s:443/\"}".formatted(api));
    return new Run("run license-expiry, " + name, resolver, environment);
  }

  /** As with the component database-password. */
  private static Run byPassword() {
    return new Run(
        "run license-expiry, password",
        CLUSTER_NAMES,
        Map.of(
            "DB_HOST",
            DATABASE,
            "DB_USER",
            LocalPostgres.WORKER,
            "DB_PASSWORD",
            "any",
            "DB_SSLMODE",
            "disable"));
  }

  private static int exit(Run run) {
    network.resolveBy("nameserver " + run.resolver() + "\noptions timeout:1 attempts:1\n");
    Map<String, String> environment = new HashMap<>(run.environment());
    environment.put("DB_NAME", database.name());
    environment.put("GOOGLE_CLOUD_PROJECT", "p1");
    try (WorkerProcess pod =
        WorkerProcess.startFromShell(
            StandardCharsets.UTF_8,
            environment,
            network.inPod(
                WorkerProcess.command(OpsWorker.class, "run", "license-expiry", "--json")))) {
      int exit = pod.exitCode(Await.PATIENCE);
      if (exit != 0) {
        assertThat(pod.out()).contains("The database cannot be reached");
      }
      return exit;
    }
  }
}
