package ai.coditect.ops.local.sqladmin.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.springframework.util.FileSystemUtils;

/** Directories as a whole. */
final class FileTree {
  private FileTree() {}

  /**
   * Copies a directory, which may change meanwhile: what goes while it is copied is not there.
   *
   * @param wanted asked of each file and directory, relative to the root
   */
  static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes is)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            Path inside = from.relativize(file);
            if (wanted.test(inside)) {
              try {
                Files.copy(file, to.resolve(inside.toString()));
              } catch (NoSuchFileException e) {
                // Gone since it was listed; the log has what became of it.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  static void delete(Path directory) throws IOException {
    FileSystemUtils.deleteRecursively(directory);
  }
}
