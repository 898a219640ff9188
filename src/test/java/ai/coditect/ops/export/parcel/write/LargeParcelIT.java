package ai.coditect.ops.export.parcel.write;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file beyond the four gigabytes of the old zip. */
@Tag("campaign")
class LargeParcelIT {
  private static final long PIECES = (1L << 16) + 3;
  private static final byte[] PIECE = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
  @TempDir Path folder;

  @Test
  void a_file_beyond_four_gigabytes_is_whole_for_us_and_for_others() throws Exception {
    Path file = folder.resolve("large.zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ParcelWriter parcel = ParcelWriter.to(out, Parcels.contents(Parcels.PROJECTS))) {
      large(parcel.begin(Parcels.PROJECTS, Format.JSON_LINES));
      Rows csv = parcel.begin(Parcels.PROJECTS, Format.CSV);
      text(csv, "1,x");
      csv.endRow();
      parcel.finish();
    }
    ParcelCheck.Result result = ParcelCheck.check(file, Optional.empty());
    assertThat(result.problems()).isEmpty();
    String name = "coditect_shared.projects.jsonl";
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name))) {
      assertThat(in.transferTo(OutputStream.nullOutputStream()))
          .isEqualTo(zip.getEntry(name).getSize())
          .isGreaterThan(1L << 32);
    }
    for (String[] reader :
        new String[][] {{"unzip", "-tq"}, {"python3", "-m", "zipfile", "-t"}, {"7z", "t"}}) {
      other(reader, file);
    }
  }

  private static void large(Rows json) throws IOException {
    text(json, "{\"id\":1,\"settings\":\"");
    for (long i = 0; i < PIECES; i++) {
      json.piece(PIECE, 0, PIECE.length);
    }
    text(json, "\"}");
    json.endRow();
  }

  private static void text(Rows rows, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    rows.piece(bytes, 0, bytes.length);
  }

  /** Other people's readers, where they are installed. */
  private static void other(String[] reader, Path file) throws Exception {
    String[] command = java.util.Arrays.copyOf(reader, reader.length + 1);
    command[reader.length] = file.toString();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", reader[0], said).isZero();
  }
}
