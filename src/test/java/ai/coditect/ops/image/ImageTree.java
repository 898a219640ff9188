package ai.coditect.ops.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The file system of the image, as a folder: a Java reduced to what the worker uses, the worker
 * unpacked, what Spring and Java prepare for its start, and of the system the C library alone.
 *
 * @param root the folder that becomes {@code /}
 */
record ImageTree(Path root) {
  /** As the layers have it: Java checks the times of what it has prepared. */
  static final Instant MODIFIED = Instant.ofEpochSecond(1);

  /** Nobody, as images without a shell have it. */
  static final int USER = 65532;

  private static final String JAVA = "opt/java";
  private static final String APP = "app";
  private static final String CACHE = "/app/ops-worker.aot";
  private static final String APPLICATION = "ai.coditect.ops.OpsWorker";
  private static final Path FOLDER = Path.of("k8s", "image");

  /** How Java starts in the image. */
  private static final String STEADY = "java.args";

  private static final String BRIEF = "one-shot.args";
  private static final Path MODULES = FOLDER.resolve("java.modules");
  private static final List<String> DRAWING =
      List.of(
          "awt",
          "awt_headless",
          "awt_xawt",
          "fontmanager",
          "freetype",
          "javajpeg",
          "jawt",
          "lcms",
          "mlib_image",
          "splashscreen");
  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

  /** What starts in a container, in exec form: the command's words follow. */
  static List<String> entry() {
    return List.of("/opt/java/bin/java", "@/app/java.args");
  }

  /** Every step but the training run, which needs a database. */
  static ImageTree assemble(Path jar, Path billOfMaterials, Path work, Path root)
      throws IOException {
    ImageTree tree = new ImageTree(root);
    tree.reducedJava();
    Program.run(
            Map.of(),
            List.of(
                tree.java(),
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--destination",
                root.resolve(APP).toString()))
        .succeeded();
    Files.delete(jarmode(root.resolve(APP).resolve("lib")));
    AheadOfTime.prepare(tree, work, root.resolve(APP).resolve("one-shot.jar"));
    for (String options : List.of(STEADY, BRIEF)) {
      Files.copy(FOLDER.resolve(options), root.resolve(APP).resolve(options));
    }
    Files.copy(billOfMaterials, root.resolve(APP).resolve("bom.json"));
    tree.system();
    tree.settle();
    return tree;
  }

  /** What has just unpacked the jar, and is not the worker's. */
  private static Path jarmode(Path libraries) throws IOException {
    try (Stream<Path> files = Files.list(libraries)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("spring-boot-jarmode-tools-"))
          .findFirst()
          .orElseThrow();
    }
  }

  String java() {
    return root.resolve(JAVA).resolve("bin/java").toString();
  }

  String application() {
    return APPLICATION;
  }

  /** The worker and its libraries, without what is prepared. */
  String classPath() {
    return root.resolve(APP).resolve("ops-worker.jar").toString();
  }

  private void reducedJava() throws IOException {
    String modules =
        String.join(",", Files.readAllLines(MODULES).stream().filter(l -> !l.isBlank()).toList());
    run(
        "jlink",
        "--add-modules",
        modules,
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--compress",
        "zip-0",
        "--output",
        root.resolve(JAVA).toString());
    // Of java.desktop only java.beans is used.
    for (String library : DRAWING) {
      Files.deleteIfExists(root.resolve(JAVA).resolve("lib/lib" + library + ".so"));
    }
    // What is linked has no archive of its own classes, and without one none of ours is made.
    Program.run(Map.of(), List.of(java(), "-Xshare:dump", "-XX:+UseSerialGC")).succeeded();
  }

  private static void run(String tool, String... arguments) {
    int code =
        ToolProvider.findFirst(tool)
            .orElseThrow(
                () ->
                    new AssertionError(
                        tool + " is missing. Run with JAVA_HOME set to a whole JDK 25."))
            .run(System.out, System.err, arguments);
    if (code != 0) {
      throw new AssertionError(tool + " ended with " + code);
    }
  }

  /** The libraries that what is native here is linked with, from this machine, and who one is. */
  private void system() throws IOException {
    Set<String> libraries = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root.resolve(JAVA))) {
      List<String> command = new ArrayList<>(List.of("ldd", java()));
      files.map(Path::toString).filter(name -> name.endsWith(".so")).forEach(command::add);
      Matcher found = LIBRARY.matcher(Program.run(Map.of(), command).out());
      while (found.find()) {
        if (!found.group(1).startsWith(root.toString())) {
          libraries.add(found.group(1));
        }
      }
    }
    // Looked up by name: to ask for addresses, and by libraries of ours.
    Path home = Path.of(libraries.stream().filter(l -> l.endsWith("/libc.so.6")).findFirst().get());
    for (String name :
        List.of("libresolv.so.2", "libnss_files.so.2", "librt.so.1", "libgcc_s.so.1")) {
      if (Files.exists(home.resolveSibling(name))) {
        libraries.add(home.resolveSibling(name).toString());
      }
    }
    for (String library : libraries) {
      write(library, Files.readAllBytes(Path.of(library)));
      root.resolve(library.substring(1)).toFile().setExecutable(true, false);
    }
    write(
        "/etc/passwd",
        "root:x:0:0:root:/:/sbin/nologin\nops:x:%1$d:%1$d:ops:/:/sbin/nologin\n".formatted(USER));
    write("/etc/group", "root:x:0:\nops:x:%d:\n".formatted(USER));
    write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    for (String folder : List.of("tmp", "proc", "dev")) {
      Files.createDirectories(root.resolve(folder));
    }
  }

  private void write(String path, String text) throws IOException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String path, byte[] content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** A run as it will be, from which Java learns what to have ready. */
  void train(Map<String, String> environment, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of(java()));
    options().stream()
        .map(option -> option.replace("-XX:AOTCache=", "-XX:AOTCacheOutput="))
        .forEach(all::add);
    all.addAll(command);
    Program.run(environment, all).succeeded();
    // Only what is prepared for the worker is used from here on.
    Files.deleteIfExists(root.resolve(JAVA).resolve("lib/server/classes_nocoops.jsa"));
    Files.deleteIfExists(root.resolve(JAVA).resolve("lib/server/classes.jsa"));
    settle();
  }

  /** The worker's options where this folder is not {@code /}. */
  List<String> options() throws IOException {
    return options(STEADY);
  }

  /** Those of a run that is soon over. */
  List<String> briefOptions() throws IOException {
    return options(BRIEF);
  }

  private List<String> options(String file) throws IOException {
    return Files.readAllLines(root.resolve(APP).resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replace("/app/", root + "/app/"))
        .flatMap(line -> Stream.of(line.split(" ")))
        .toList();
  }

  boolean isTrained() {
    return Files.exists(root.resolve(CACHE.substring(1)));
  }

  /** The same times in every folder that is made like this one. */
  private void settle() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
      }
    }
  }

  void copyTo(Path other) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(root.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
