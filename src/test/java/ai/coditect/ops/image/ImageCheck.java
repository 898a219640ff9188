package ai.coditect.ops.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.bench.ImageStart;
import ai.coditect.ops.image.Program.Ended;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds the image with {@code mvn -Pimage verify}, on JDK 25, into {@code target/image}, and runs
 * every job in what was built: as nobody, on a file system that nobody can write to.
 */
class ImageCheck {
  private static final Path BUILT = Path.of("target", "image").toAbsolutePath();
  private static final Path ARCHIVE = BUILT.resolve("ops-worker.tar");
  private static final String VERSION = System.getProperty("image.version", "0");
  private static final long MOST_BYTES = 120_000_000;
  private static final String PROJECT = "coditect-local";
  private static final String INSTANCE = "coditect-dev-db";

  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final LocalMonitoring MONITORING = LocalMonitoring.start(Clock.systemUTC());
  private static final LocalSqlAdmin ADMIN = LocalSqlAdmin.start(Clock.systemUTC());

  @TempDir static Path folder;
  private static ImageTree tree;

  @BeforeAll
  static void build() throws Exception {
    if (Runtime.version().feature() < 25) {
      throw new AssertionError(
          "JDK 25 is needed to build the image, this is "
              + Runtime.version()
              + ". Run again with JAVA_HOME set to one; everything else builds on 17.");
    }
    GoodInstance.put(ADMIN.instances(), PROJECT, INSTANCE, Instant.now());
    Path root = BUILT.resolve("tree");
    Program.run(Map.of(), List.of("rm", "-rf", BUILT.toString())).succeeded();
    Files.createDirectories(root);
    tree =
        ImageTree.assemble(
            Path.of("target", "ops-worker.jar").toAbsolutePath(),
            Path.of("target", "bom.json"),
            folder,
            root);
    tree.train(environment(folder), List.of("run", "license-expiry", "--json"));
    OciArchive.write(tree, VERSION, folder.resolve("cache"), ARCHIVE);
  }

  @AfterAll
  static void stop() {
    ADMIN.close();
    MONITORING.close();
  }

  @Test
  void the_same_tree_gives_the_same_bytes() throws Exception {
    Path second = folder.resolve("second.tar");
    OciArchive.write(tree, VERSION, folder.resolve("another-cache"), second);
    assertThat(sha256(second)).isEqualTo(sha256(ARCHIVE));
  }

  @Test
  void its_layers_are_small_enough() throws Exception {
    Map<String, Long> blobs = new LinkedHashMap<>();
    Path unpacked = unpack(folder.resolve("layout"));
    JsonNode manifest = manifest(unpacked);
    manifest.get("layers").forEach(each -> blobs.put(each.toString(), each.get("size").asLong()));
    System.out.println("image layers, compressed: " + blobs.values());
    assertThat(blobs.values().stream().mapToLong(Long::longValue).sum())
        .isBetween(30_000_000L, MOST_BYTES);
  }

  @Test
  void it_starts_java_itself_as_nobody() throws Exception {
    Path unpacked = unpack(folder.resolve("configured"));
    JsonNode config =
        json(blob(unpacked, manifest(unpacked).get("config").get("digest").asString()))
            .get("config");
    assertThat(config.get("Entrypoint").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(ImageTree.entry());
    assertThat(config.get("User").asString()).isEqualTo("65532:65532");
  }

  @Test
  void its_bill_of_materials_names_every_library() throws IOException {
    JsonNode components = json(tree.root().resolve("app/bom.json")).get("components");
    List<String> named =
        components
            .valueStream()
            .map(each -> each.get("name").asString() + "-" + each.get("version").asString())
            .toList();
    try (Stream<Path> libraries = Files.list(tree.root().resolve("app/lib"))) {
      assertThat(libraries.map(file -> file.getFileName().toString()))
          .allSatisfy(file -> assertThat(named).anyMatch(name -> file.startsWith(name)));
    }
  }

  static List<String> jobs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .filter(name -> !name.matches("(personal-data|participants).yaml"))
          .map(name -> name.replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void every_job_runs_in_it_with_what_was_prepared(String job) throws IOException {
    assumeTrue(
        Program.find("bwrap").isPresent(), "skipped: bubblewrap (bwrap) is not on this machine");
    List<String> command = new ArrayList<>(List.of("run", job, "--json"));
    if (job.equals("backup-verification")) {
      command.add("level=freshness");
    }
    Ended ended = inside(List.of("-XX:AOTMode=on"), command);
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(json(ended.out()).get("outcome").asString()).isIn("done", "nothing-to-do");
  }

  @Test
  void nothing_can_be_written_but_below_tmp() {
    assumeTrue(
        Program.find("bwrap").isPresent(), "skipped: bubblewrap (bwrap) is not on this machine");
    Ended ended = inside(List.of("-Xlog:all=warning:file=/app/written.log"), List.of("--version"));
    assertThat(ended.code()).isNotZero();
    assertThat(tree.root().resolve("app/written.log")).doesNotExist();
  }

  /** Warnings of Java would stand before what a program reads. */
  @Test
  void what_java_cannot_use_is_said_beside_the_answer() throws IOException {
    Path other = Files.createDirectory(folder.resolve("touched"));
    tree.copyTo(other.resolve("tree"));
    ImageTree touched = new ImageTree(other.resolve("tree"));
    Path jar = touched.root().resolve("app/ops-worker.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    List<String> command = new ArrayList<>(List.of(touched.java()));
    command.addAll(touched.options());
    command.addAll(List.of("run", "license-expiry", "--json"));
    Ended ended = Program.run(environment(folder), command).succeeded();
    assertThat(ended.err()).contains("[aot]");
    assertThat(json(ended.out()).get("outcome").asString()).isEqualTo("nothing-to-do");
  }

  @Test
  void how_fast_it_starts_and_how_much_memory_it_takes_is_reported() throws IOException {
    try (LocalPubSub pubsub = LocalPubSub.start()) {
      ImageStart.report(DATABASE, pubsub, tree.java(), tree.briefOptions(), tree.options());
    }
  }

  /** In the image's own file system and nothing else, with this machine's network. */
  private static Ended inside(List<String> options, List<String> command) {
    Path state = folder.resolve("state");
    List<String> all =
        new ArrayList<>(
            List.of(
                Program.find("bwrap").orElseThrow().toString(),
                "--ro-bind",
                tree.root().toString(),
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp",
                "--bind",
                state.toString(),
                "/tmp/state",
                "--unshare-user",
                "--uid",
                Integer.toString(ImageTree.USER),
                "--gid",
                Integer.toString(ImageTree.USER),
                "--unshare-pid",
                "--unshare-ipc",
                "--die-with-parent",
                "--clearenv"));
    environment(Path.of("/tmp/state"))
        .forEach((name, value) -> all.addAll(List.of("--setenv", name, value)));
    try {
      Files.createDirectories(state.resolve("ledger"));
      Files.createDirectories(state.resolve("exports"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.add(ImageTree.entry().get(0));
    all.addAll(options);
    all.addAll(ImageTree.entry().subList(1, ImageTree.entry().size()));
    all.addAll(command);
    return Program.run(Map.of(), all);
  }

  private static Map<String, String> environment(Path state) {
    Map<String, String> all = new LinkedHashMap<>();
    all.putAll(DATABASE.environment());
    all.put("NO_GCE_CHECK", "true");
    all.put("GOOGLE_CLOUD_PROJECT", PROJECT);
    all.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
    all.put("OPS_SQLADMIN_URL", ADMIN.url());
    all.put("OPS_MONITORING_ENDPOINT", MONITORING.endpoint());
    if (state.startsWith("/tmp/state")) {
      all.putAll(InProcessWorker.erasing(state.resolve("ledger")));
      all.put("OPS_EXPORT_URI", "file:///tmp/state/exports");
    }
    return all;
  }

  private static Path unpack(Path to) throws IOException {
    Files.createDirectories(to);
    Program.run(Map.of(), List.of("tar", "-xf", ARCHIVE.toString(), "-C", to.toString()))
        .succeeded();
    return to;
  }

  private static JsonNode manifest(Path layout) throws IOException {
    JsonNode index = json(layout.resolve("index.json"));
    return json(blob(layout, index.get("manifests").get(0).get("digest").asString()));
  }

  private static Path blob(Path layout, String digest) {
    return layout.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private static JsonNode json(Path file) throws IOException {
    return json(Files.readString(file));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
