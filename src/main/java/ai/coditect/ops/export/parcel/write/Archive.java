package ai.coditect.ops.export.parcel.write;

import ai.coditect.ops.export.parcel.Manifest;
import ai.coditect.ops.export.parcel.Manifest.Written;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The zip, file after file, each hashed on its way in. Used by one thread at a time. */
final class Archive {
  private static final int BUFFER = 1 << 16;

  /** A zip whose deflater hands over more than half a kilobyte at once. */
  private static final class Zip extends ZipOutputStream {
    Zip(OutputStream out) {
      super(out, StandardCharsets.UTF_8);
      buf = new byte[BUFFER];
      setLevel(Manifest.COMPRESSION_LEVEL);
    }

    void free() {
      def.end();
    }
  }

  /** What somebody else opened and closes; once shut, a late writer is stopped here. */
  private static final class Outlet extends FilterOutputStream {
    private volatile boolean shut;

    Outlet(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (shut) {
        throw new IOException("the package was given up");
      }
      out.write(bytes, offset, length);
    }
  }

  private final Outlet outlet;
  private final Zip zip;
  private final LocalDateTime time;
  private final MessageDigest digest;
  private String name = "";
  private long bytes;

  Archive(OutputStream out, Instant instant) {
    outlet = new Outlet(out);
    zip = new Zip(new BufferedOutputStream(outlet, BUFFER));
    time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void begin(String file) throws IOException {
    ZipEntry entry = new ZipEntry(file);
    // As it reads in UTC: the plain setter would put the machine's zone into the bytes.
    entry.setTimeLocal(time);
    zip.putNextEntry(entry);
    name = file;
    bytes = 0;
  }

  void write(byte[] source, int offset, int length) throws IOException {
    digest.update(source, offset, length);
    zip.write(source, offset, length);
    bytes += length;
  }

  /** Takes the bytes of the present file; closing it means nothing. */
  OutputStream file() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        Archive.this.write(source, offset, length);
      }
    };
  }

  Written end() throws IOException {
    zip.closeEntry();
    return new Written(name, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }

  /** Nothing more goes out from now on; for any thread. */
  void shut() {
    outlet.shut = true;
  }

  /** Frees what lies outside the heap. */
  void free() {
    zip.free();
  }
}
