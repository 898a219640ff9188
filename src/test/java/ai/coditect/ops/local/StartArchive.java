package ai.coditect.ops.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Loaded and verified classes of the worker, kept in a file that children map instead: half a
 * start. It is named after the content of the whole class path, so it is never of other classes.
 */
final class StartArchive {
  private final Path folder;
  private final List<Path> classPath;
  private final String name;

  /**
   * @param folder where archives are kept
   * @param classPath jars, and directories of classes, which an archive cannot be made of
   */
  StartArchive(Path folder, List<Path> classPath) {
    this.folder = folder;
    this.classPath = classPath;
    this.name = name(classPath);
  }

  /** The options of java; empty until {@link #make} has made one of these classes. */
  Optional<List<String>> options() {
    return Files.exists(archive())
        ? Optional.of(List.of("-XX:SharedArchiveFile=" + archive(), "-cp", ofJars()))
        : Optional.empty();
  }

  /**
   * Makes the archive of what one worker loads, and drops those of other classes.
   *
   * @param run runs a worker with these options of java to its end
   * @return false when this java makes no archives
   */
  boolean make(Consumer<List<String>> run) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> old = Files.list(folder)) {
        for (Path file : (Iterable<Path>) old::iterator) {
          Files.delete(file);
        }
      }
      for (Path directory : classPath) {
        if (Files.isDirectory(directory)) {
          pack(directory, jar(directory));
        }
      }
      Path made = folder.resolve(name + ".new");
      run.accept(List.of("-XX:ArchiveClassesAtExit=" + made, "-cp", ofJars()));
      if (!Files.exists(made)) {
        return false;
      }
      Files.move(made, archive(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path archive() {
    return folder.resolve(name + ".jsa");
  }

  private Path jar(Path directory) {
    return folder.resolve(name + "-" + classPath.indexOf(directory) + ".jar");
  }

  private String ofJars() {
    return classPath.stream()
        .map(entry -> Files.isDirectory(entry) ? jar(entry) : entry)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void pack(Path directory, Path jar) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      // Scans for components look for the entries of directories.
      for (Path each : in(directory)) {
        String entry = directory.relativize(each).toString().replace(File.separatorChar, '/');
        zip.putNextEntry(new ZipEntry(Files.isDirectory(each) ? entry + "/" : entry));
        if (Files.isRegularFile(each)) {
          Files.copy(each, zip);
        }
      }
    }
  }

  private static String name(List<Path> classPath) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      say(digest, System.getProperty("java.home") + Runtime.version());
      for (Path entry : classPath) {
        say(digest, entry.toString());
        if (Files.isDirectory(entry)) {
          for (Path each : in(entry)) {
            say(digest, each.toString());
            if (Files.isRegularFile(each)) {
              digest.update(Files.readAllBytes(each));
            }
          }
        } else if (Files.exists(entry)) {
          // By these the virtual machine, too, recognizes the jars that it archived.
          say(digest, Files.size(entry) + " " + Files.getLastModifiedTime(entry));
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

  private static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(each -> !each.equals(directory)).sorted().toList();
    }
  }
}
