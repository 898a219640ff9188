package ai.coditect.ops.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderTest {
  private static final Use USE = new Use("the ledger", "OPS_LEDGER_URI", "Set it.", "Let it.");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"No space left", "Read-only", "not permitted", "no hard links"})
  void the_name_of_a_directory_is_no_reason(String name) throws IOException {
    Folder folder = folder(name);
    String file = folder.path().resolve("1").toString();

    for (IOException broken :
        new IOException[] {
          new FileSystemException(file, file, "Input/output error"),
          new FileSystemException(file),
          new FileNotFoundException(file + " (Input/output error)"),
        }) {
      assertThat(folder.failure("cannot be written", broken))
          .isInstanceOf(TransientProblemsException.class)
          .hasMessageContaining("the ledger cannot be written (");
    }
  }

  @Test
  void a_name_that_is_taken_is_so_wherever_it_is() throws IOException {
    Folder folder = folder("Operation not permitted");
    Path pending = Files.createFile(folder.pending(""));
    Path taken = Files.createFile(folder.path().resolve("1"));

    assertThatThrownBy(() -> folder.link(pending, taken))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void the_reason_decides() throws IOException {
    Folder folder = folder("any");
    String file = folder.path().resolve("1").toString();

    assertThat(folder.failure("f", new FileNotFoundException(file + " (Read-only file system)")))
        .isInstanceOf(RefusalException.class);
    assertThat(folder.failure("f", new FileSystemException(file, null, "Read-only file system")))
        .isInstanceOf(RefusalException.class);
    assertThat(folder.failure("f", new FileSystemException(file, file, "No space left on device")))
        .isInstanceOf(TransientProblemsException.class)
        .hasMessageContaining("the ledger is full.");
    assertThat(folder.failure("f", new IOException("No space left on device")))
        .hasMessageContaining("the ledger is full.");
  }

  private Folder folder(String name) throws IOException {
    return Folder.existing(Files.createDirectory(directory.resolve(name)), USE);
  }
}
