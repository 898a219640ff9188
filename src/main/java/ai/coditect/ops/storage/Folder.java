package ai.coditect.ops.storage;

import ai.coditect.ops.problem.ProblemsException;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
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
  // How the operating system words EPERM, ENOTSUP and ENOSYS.
  private static final String[] CANNOT_LINK = {
    "Operation not permitted", "Operation not supported", "Function not implemented"
  };
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
   * @throws MissingDirectoryException when there is none
   * @throws ProblemsException when it is no directory, or cannot be looked at
   */
  public static Folder existing(Path path, Use use) {
    Folder folder = new Folder(path, use);
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
        throw folder.problem("is not a directory.", "Name a directory.");
      }
      return folder;
    } catch (NoSuchFileException e) {
      String volume = "the volume that holds " + use.what();
      throw new MissingDirectoryException(
          use.problem(
              "does not exist.", path.toString(), "Create the directory, or mount " + volume + "."),
          use.outage("is gone.", path.toString(), "Mount " + volume + " again."));
    } catch (IOException e) {
      throw folder.failure("cannot be looked at", e);
    }
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
      if (says(reason(e), CANNOT_LINK)) {
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
   * What an operator can do about it; of the type of an outage where the same may succeed later:
   * storage that is away, full, or broken. A directory that was there is a volume that is not
   * mounted.
   *
   * @param what {@code cannot be written} or the like
   */
  public ProblemsException failure(String what, IOException e) {
    String reason = reason(e);
    if (e instanceof AccessDeniedException) {
      return denied(what, e);
    }
    if (!Files.isDirectory(path)) {
      return outage("is gone.", "Mount the volume that holds " + use.what() + " again.", e);
    }
    if (says(reason, NO_LINKS)) {
      return caused(
          problem("is on a file system without hard links.", "Keep it on one that has them."), e);
    }
    if (says(reason, "No space left", "quota exceeded", "File too large")) {
      return outage("is full.", "Make room; what was written before is whole.", e);
    }
    if (says(reason, "Read-only", "Permission denied", "not permitted")) {
      return denied(what, e);
    }
    return outage(what + " (" + e + ").", "See that the storage works; then run again.", e);
  }

  private ProblemsException denied(String what, IOException e) {
    return caused(
        problem(
            what + ": the worker has no right to, or it is mounted read-only.",
            "Give the worker's user the right to read and write there; never to others."),
        e);
  }

  /** A directory may have any name: what a path says is no reason. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException failure) {
      return String.valueOf(failure.getReason());
    }
    String message = String.valueOf(e.getMessage());
    // Streams write the path first, and the reason in brackets.
    return e instanceof FileNotFoundException
        ? message.substring(Math.max(0, message.lastIndexOf(" (")))
        : message;
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

  /** A problem of this directory that may be over by itself. */
  public ProblemsException outage(String what, String cure) {
    return use.outage(what, path.toString(), cure);
  }

  private ProblemsException outage(String what, String cure, IOException cause) {
    return caused(use.outage(what, path.toString(), cure), cause);
  }

  private static ProblemsException caused(ProblemsException problem, IOException cause) {
    problem.initCause(cause);
    return problem;
  }
}
