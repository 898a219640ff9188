package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.Folder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Segments as files of a directory: half a segment is never there, and of two writers one loses.
 */
final class FileSegmentStore implements SegmentStore {
  private static final Pattern SEGMENT = Pattern.compile("[0-9]{12}\\.jsonl");
  private final Folder folder;
  private boolean swept;

  private FileSegmentStore(Folder folder) {
    this.folder = folder;
  }

  static FileSegmentStore in(Path directory) {
    FileSegmentStore store = new FileSegmentStore(Folder.existing(directory, USE));
    store.last();
    return store;
  }

  @Override
  public boolean create(long number, byte[] content) {
    Path pending = folder.pending("");
    try {
      try {
        // Not a channel: an interrupt would close it in the middle.
        try (FileOutputStream out = new FileOutputStream(pending.toFile())) {
          out.write(content);
          out.getFD().sync();
        }
        if (!swept) {
          swept = true;
          folder.sweep(pending);
        }
        folder.link(pending, file(number));
      } finally {
        Files.deleteIfExists(pending);
      }
      folder.sync();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  @Override
  public void probe() {
    last();
    folder.probe();
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
            folder.path(), file -> SEGMENT.matcher(file.getFileName().toString()).matches())) {
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
    return folder.path().resolve(String.format(Locale.ROOT, "%012d.jsonl", number));
  }

  @Override
  public ProblemsException unreadable(IOException e) {
    return failure("cannot be read", e);
  }

  ProblemsException failure(String what, IOException e) {
    return folder.failure(what, e);
  }
}
