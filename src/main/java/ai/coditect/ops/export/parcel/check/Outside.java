package ai.coditect.ops.export.parcel.check;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A zip read from its first byte to its last, as a program does that unpacks it on its way in: what
 * such a program sees must be what the list at the end says.
 *
 * @param names of the files on their own word, until something could not be read
 * @param sha256 of the whole file
 */
record Outside(List<String> names, String sha256) {

  static Outside read(Path path) throws IOException {
    return of(path, true);
  }

  /** The hash alone. */
  static Outside unread(Path path) throws IOException {
    return of(path, false);
  }

  private static Outside of(Path path, boolean unpack) throws IOException {
    MessageDigest digest = ParcelCheck.sha256();
    List<String> names = new ArrayList<>();
    try (InputStream in =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(path), 1 << 16), digest)) {
      if (unpack) {
        list(in, names);
      }
      in.transferTo(OutputStream.nullOutputStream());
    }
    return new Outside(names, HexFormat.of().formatHex(digest.digest()));
  }

  private static void list(InputStream in, List<String> names) throws IOException {
    // Not closed: the rest of the file is read after it.
    ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        zip.transferTo(OutputStream.nullOutputStream());
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      names.add("");
    }
  }
}
