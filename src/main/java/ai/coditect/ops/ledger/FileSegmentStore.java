package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Segments as files of a directory. A segment is written and synced under a pending name and then
 * linked to its number: the link is atomic and fails if the number is taken, so that a crash never
 * leaves half a segment and of two writers one loses.
 */
final class FileSegmentStore implements SegmentStore {
  private static final Pattern SEGMENT = Pattern.compile("[0-9]{12}\\.jsonl");
  private static final String NO_LINKS = "no hard links";
  private static final String PENDING = ".pending-";
  // Longer than any writer lives between its first byte and its link.
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path directory;
  private boolean swept;

  private FileSegmentStore(Path directory) {
    this.directory = directory;
  }

  static FileSegmentStore in(Path directory) {
    FileSegmentStore store = new FileSegmentStore(directory);
    if (!Files.exists(directory)) {
      throw store.problem(
          "does not exist.", "Create the directory, or mount the volume that holds the ledger.");
    }
    if (!Files.isDirectory(directory)) {
      throw store.problem("is not a directory.", "Name the directory that holds the segments.");
    }
    store.last();
    return store;
  }

  @Override
  public boolean create(long number, byte[] content) {
    Path pending = directory.resolve(PENDING + UUID.randomUUID());
    try {
      try {
        // Not a channel: an interrupt would close it in the middle.
        try (FileOutputStream out = new FileOutputStream(pending.toFile())) {
          out.write(content);
          out.getFD().sync();
        }
        sweep(pending);
        link(number, pending);
      } finally {
        Files.deleteIfExists(pending);
      }
      syncDirectory();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  private void link(long number, Path pending) throws IOException {
    try {
      Files.createLink(file(number), pending);
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
  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes what killed writers left, once; ages are compared within the file system's clock. */
  private void sweep(Path mine) throws IOException {
    if (swept) {
      return;
    }
    swept = true;
    Instant now = Files.getLastModifiedTime(mine).toInstant();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PENDING + "*")) {
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

  /** Writes as a segment is written, up to the link; a killed probe is swept like any writer. */
  @Override
  public void probe() {
    last();
    Path pending = directory.resolve(PENDING + UUID.randomUUID());
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

  @Override
  public Optional<InputStream> open(long number) {
    try {
      return Optional.of(Files.newInputStream(file(number)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  @Override
  public OptionalLong next(long number) {
    if (Files.exists(file(number + 1))) {
      return OptionalLong.of(number + 1);
    }
    long[] next = {Long.MAX_VALUE};
    list(each -> next[0] = each > number ? Math.min(next[0], each) : next[0]);
    return next[0] == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next[0]);
  }

  @Override
  public long last() {
    long[] last = {0};
    list(each -> last[0] = Math.max(last[0], each));
    return last[0];
  }

  private void list(LongConsumer numbers) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> SEGMENT.matcher(file.getFileName().toString()).matches())) {
      for (Path file : files) {
        numbers.accept(Long.parseLong(file.getFileName().toString().substring(0, 12)));
      }
    } catch (DirectoryIteratorException e) {
      throw failure("cannot be read", e.getCause());
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  private Path file(long number) {
    return directory.resolve(String.format(Locale.ROOT, "%012d.jsonl", number));
  }

  @Override
  public ProblemsException unreadable(IOException e) {
    return failure("cannot be read", e);
  }

  ProblemsException failure(String what, IOException e) {
    String reason = e.toString();
    if (!Files.isDirectory(directory)) {
      return problem("is gone.", "Mount the volume that holds the ledger again.", e);
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

  private ProblemsException problem(String what, String cure) {
    return new ProblemsException(List.of(new Problem("the ledger " + what, where(), cure)));
  }

  private ProblemsException problem(String what, String cure, IOException cause) {
    ProblemsException problem = problem(what, cure);
    problem.initCause(cause);
    return problem;
  }

  private String where() {
    return "OPS_LEDGER_URI, " + directory;
  }
}
