package ai.coditect.ops.export.shelf;

import ai.coditect.ops.storage.Folder;
import ai.coditect.ops.storage.Use;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Packages as files of a directory, which only the worker's user may read. */
final class DirectoryStore implements Shelf {
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private final Folder folder;

  private DirectoryStore(Folder folder) {
    this.folder = folder;
  }

  /** Nothing is created: a mistyped path must not become a place. */
  static DirectoryStore in(Path path, Use use) {
    return new DirectoryStore(Folder.existing(path, use));
  }

  @Override
  public String location(String name) {
    return PackageName.uri("file", "", folder.path() + "/" + PackageName.checked(name));
  }

  @Override
  public Placing place(String name) {
    Path file = file(name);
    Path pending = folder.pending(name + "-");
    try {
      Files.createFile(pending, permissions());
      folder.sweep(pending);
      // Not a channel: an interrupt would close it in the middle.
      return new FilePlacing(pending, file, new FileOutputStream(pending.toFile()));
    } catch (IOException e) {
      throw folder.failure("cannot be written", e);
    }
  }

  private FileAttribute<?>[] permissions() {
    boolean posix = folder.path().getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix ? OWNER_ONLY : new FileAttribute<?>[0];
  }

  private final class FilePlacing extends CountedPlacing {
    private final Path pending;
    private final Path file;
    private final FileOutputStream out;

    FilePlacing(Path pending, Path file, FileOutputStream out) {
      this.pending = pending;
      this.file = file;
      this.out = out;
    }

    @Override
    void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw folder.failure("cannot be written", e);
      }
    }

    @Override
    String confirm() {
      try {
        out.getFD().sync();
        long there = Files.size(pending);
        if (there != bytes()) {
          throw folder.outage(
              "has kept " + there + " of " + bytes() + " bytes.",
              "See that nothing else writes there and that the storage works; then run again.");
        }
        folder.link(pending, file);
        folder.sync();
      } catch (FileAlreadyExistsException e) {
        throw folder.outage(
            "has a file called " + file.getFileName() + " already.",
            "Run again: every attempt has a name of its own.");
      } catch (IOException e) {
        throw folder.failure("cannot be written", e);
      }
      return location(file.getFileName().toString());
    }

    @Override
    void end() {
      try {
        try {
          out.close();
        } finally {
          Files.deleteIfExists(pending);
        }
      } catch (IOException e) {
        // What stays has no final name, and the next attempt but one removes it.
      }
    }
  }

  @Override
  public boolean remove(String name) {
    Path file = file(name);
    try {
      folder.abandon(name + "-");
      boolean removed = Files.deleteIfExists(file);
      folder.sync();
      return removed;
    } catch (IOException e) {
      throw folder.failure("does not let go of " + name, e);
    }
  }

  @Override
  public Optional<Link> link(String name, Duration lifetime, Instant now) {
    return Optional.empty();
  }

  @Override
  public void probe() {
    folder.probe();
  }

  private Path file(String name) {
    return folder.path().resolve(PackageName.checked(name));
  }
}
