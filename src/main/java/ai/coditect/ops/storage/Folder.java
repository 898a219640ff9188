package ai.coditect.ops.storage;

import ai.coditect.ops.problem.ProblemsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A directory in which files appear whole. A file is written and synced under a pending name and
 * then linked to its own: the link is atomic and fails if the name is taken, so that a crash never
 * leaves half a file and of two writers one loses.
 */
public final class Folder {
  private static final String NO_LINKS = "no hard links";
  private static final String PENDING = ".pending-";
  // Longer than any writer is silent between its first byte and its link.
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path path;
  private final Use use;

  private Folder(Path path, Use use) {
    this.path = path;
    this.use = use;
  }

  /**
   * Nothing is created: a mistyped path must not become a place.
   *
   * @throws ProblemsException when there is no such directory
   */
  public static Folder existing(Path path, Use use) {
    Folder folder = new Folder(path, use);
    if (!Files.exists(path)) {
      throw folder.problem(
          "does not exist.",
          "Create the directory, or mount the volume that holds " + use.what() + ".");
    }
    if (!Files.isDirectory(path)) {
      throw folder.problem("is not a directory.", "Name a directory.");
    }
    return folder;
  }

  public Path path() {
    return path;
  }

  /**
   * A name to write under, of nobody else.
   *
   * @param kind what {@link #abandon} finds it by
   */
  public Path pending(String kind) {
    return path.resolve(PENDING + kind + UUID.randomUUID());
  }

  /**
   * Gives a pending file its name, durably. The pending name stays.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the name is taken
   */
  public void link(Path pending, Path name) throws IOException {
    try {
      Files.createLink(name, pending);
    } catch (UnsupportedOperationException e) {
      throw new IOException(NO_LINKS, e);
    } catch (FileSystemException e) {
      // The pending file could be written, so it is not a matter of rights.
      if (says(e.toString(), "not permitted", "not supported", "not implemented")) {
        throw new IOException(NO_LINKS, e);
      }
      throw e;
    }
  }

  /** The names in a directory are durable once it is synced itself. */
  public void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Removes what killed writers left; ages are compared within the file system's clock.
   *
   * @param mine a pending file just written
   */
  public void sweep(Path mine) throws IOException {
    Instant now = Files.getLastModifiedTime(mine).toInstant();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(path, PENDING + "*")) {
      for (Path file : left) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(ABANDONED))) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Its writer was alive after all, and is done.
        }
      }
    }
  }

  /** Removes the pending files of a kind, whoever writes them. */
  public void abandon(String kind) throws IOException {
    String start = PENDING + kind;
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(path, file -> file.getFileName().toString().startsWith(start))) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Writes as a file is written, up to the link; a killed probe is swept like any writer.
   *
   * @throws ProblemsException when it cannot
   */
  public void probe() {
    Path pending = pending("");
    try {
      try (FileOutputStream out = new FileOutputStream(pending.toFile())) {
        out.write(new byte[4096]);
        out.getFD().sync();
      } finally {
        Files.deleteIfExists(pending);
      }
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  /**
   * What an operator can do about it.
   *
   * @param what {@code cannot be written} or the like
   */
  public ProblemsException failure(String what, IOException e) {
    String reason = e.toString();
    if (!Files.isDirectory(path)) {
      return problem("is gone.", "Mount the volume that holds " + use.what() + " again.", e);
    }
    if (says(reason, NO_LINKS)) {
      return problem("is on a file system without hard links.", "Keep it on one that has them.", e);
    }
    if (says(reason, "No space left", "quota exceeded", "File too large")) {
      return problem("is full.", "Make room; what was written before is whole.", e);
    }
    if (says(reason, "Read-only", "AccessDenied", "Permission denied", "not permitted")) {
      return problem(
          what + ": the worker has no right to, or it is mounted read-only.",
          "Give the worker's user the right to read and write there; never to others.",
          e);
    }
    return problem(what + " (" + reason + ").", "See that the storage works; then run again.", e);
  }

  private static boolean says(String reason, String... words) {
    for (String word : words) {
      if (reason.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** A problem of this directory. */
  public ProblemsException problem(String what, String cure) {
    return use.problem(what, path.toString(), cure);
  }

  private ProblemsException problem(String what, String cure, IOException cause) {
    ProblemsException problem = problem(what, cure);
    problem.initCause(cause);
    return problem;
  }
}
