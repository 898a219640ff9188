package ai.coditect.ops.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loaded and verified classes of the libraries, kept in a file that children map instead: half a
 * start. It is named after the jars and the java that made it, and holds none of the worker's own
 * classes, so it outlives every change of them, every clean build, and serves all forks at once.
 */
final class StartArchive {
  /** So many states of the libraries: of branches that are built in turn. */
  private static final int KEPT = 3;

  private final Path folder;
  private final List<Path> classPath;
  private final String name;

  /**
   * @param folder where archives are kept
   * @param classPath jars, which the archive is made of, and directories of classes
   */
  StartArchive(Path folder, List<Path> classPath) {
    this.folder = folder;
    this.classPath = classPath;
    this.name = name(jars());
  }

  /** The options of java; empty until {@link #make} has made one of these jars. */
  Optional<List<String>> options() {
    return Files.exists(archive())
        ? Optional.of(List.of("-XX:SharedArchiveFile=" + archive(), "-cp", jarsFirst()))
        : Optional.empty();
  }

  /**
   * Makes the archive of what one worker loads, unless another process did it or is at it, which
   * nobody waits for.
   *
   * @param load runs a worker with these options of java to its end
   * @param dump runs java with these options to its end
   * @return false when there is no archive: not yet, this java makes none, or the folder cannot be
   *     written
   */
  boolean make(Consumer<List<String>> load, Consumer<List<String>> dump) {
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null && !Files.exists(archive())) {
          make(load, dump, Files.createTempDirectory(folder, name));
        }
      }
      return Files.exists(archive());
    } catch (IOException e) {
      // No archive is no fault: everything starts without one, only slower.
      return false;
    }
  }

  private void make(Consumer<List<String>> load, Consumer<List<String>> dump, Path work)
      throws IOException {
    Path loaded = work.resolve("loaded");
    Path made = work.resolve("made");
    try {
      load.accept(List.of("-XX:DumpLoadedClassList=" + loaded, "-cp", jarsFirst()));
      if (!Files.exists(loaded)) {
        return;
      }
      // What is in no jar is left out.
      dump.accept(
          List.of(
              "-Xshare:dump",
              "-XX:SharedClassListFile=" + loaded,
              "-XX:SharedArchiveFile=" + made,
              "-cp",
              joined(jars())));
      if (Files.exists(made)) {
        Files.move(made, archive(), StandardCopyOption.ATOMIC_MOVE);
        dropOld();
      }
    } finally {
      for (Path each : List.of(loaded, made, work)) {
        Files.deleteIfExists(each);
      }
    }
  }

  private void dropOld() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> archives =
          files
              .filter(each -> each.toString().endsWith(".jsa"))
              .sorted(Comparator.comparing((Path each) -> each.toFile().lastModified()).reversed())
              .toList();
      for (Path old : archives.subList(Math.min(KEPT, archives.size()), archives.size())) {
        Files.deleteIfExists(old);
      }
    }
  }

  private Path archive() {
    return folder.resolve(name + ".jsa");
  }

  private List<Path> jars() {
    return classPath.stream().filter(entry -> !Files.isDirectory(entry)).toList();
  }

  /** As the virtual machine wants it: what was archived is the beginning of the class path. */
  private String jarsFirst() {
    return joined(
        Stream.concat(jars().stream(), classPath.stream().filter(Files::isDirectory)).toList());
  }

  private static String joined(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static String name(List<Path> jars) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      say(digest, System.getProperty("java.home") + Runtime.version() + WorkerProcess.QUICK);
      for (Path jar : jars) {
        // By these the virtual machine, too, recognizes the jars that it archived.
        say(digest, jar.toString());
        if (Files.exists(jar)) {
          say(digest, Files.size(jar) + " " + Files.getLastModifiedTime(jar));
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void say(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
