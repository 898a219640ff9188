package ai.coditect.ops.export.parcel.write;

import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Manifest;
import ai.coditect.ops.export.parcel.Manifest.Done;
import ai.coditect.ops.export.parcel.Manifest.Written;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.page.Page;
import ai.coditect.ops.export.parcel.page.Preview;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a package in one pass and constant memory: the JSON Lines and the CSV file of each sheet
 * in order, then the page, then the manifest. Equal contents and rows give equal bytes. Used by one
 * thread; a failure of the stream is thrown by the next call. Once a method has thrown, all that is
 * left is {@link #close}.
 */
public final class ParcelWriter implements AutoCloseable {
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_.$-]{0,250}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]+");

  /**
   * @param rows of all JSON Lines files
   */
  public record Summary(long rows) {}

  private final Contents contents;
  private final Archive archive;
  private final Conveyor conveyor;
  private final List<Done> done = new ArrayList<>();
  private final List<Preview> previews = new ArrayList<>();
  private final List<Redaction> redactions = new ArrayList<>();
  private @Nullable Current current;

  private ParcelWriter(OutputStream out, Contents contents) {
    this.contents = contents;
    archive = new Archive(out, contents.instant());
    conveyor = new Conveyor(archive);
  }

  /**
   * Begins a package.
   *
   * @param out is flushed at the end and never closed
   */
  public static ParcelWriter to(OutputStream out, Contents contents) {
    Set<String> names = new HashSet<>();
    for (Sheet sheet : contents.sheets()) {
      String file = Format.CSV.fileName(sheet);
      if (!SAFE_NAME.matcher(file).matches() || !names.add(file.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("no name for files, or not the only one");
      }
    }
    return new ParcelWriter(out, contents);
  }

  /** Ends the file before and begins the next: JSON Lines then CSV of each sheet, in order. */
  public Rows begin(Sheet sheet, Format format) throws IOException {
    endFile();
    int next = done.size();
    if (next == 2 * contents.sheets().size()
        || !contents.sheets().get(next / 2).equals(sheet)
        || Format.values()[next % 2] != format) {
      throw new IllegalStateException("not the turn of this file");
    }
    conveyor.begin(format.fileName(sheet));
    Preview preview = null;
    if (format == Format.CSV) {
      byte[] header = header(sheet).getBytes(StandardCharsets.UTF_8);
      conveyor.bytes(header, 0, header.length);
    } else {
      preview = new Preview();
      previews.add(preview);
    }
    current = new Current(sheet, format, preview);
    return current;
  }

  /** To be told in the page and in the manifest. */
  public void redacted(Redaction redaction) {
    redactions.add(redaction);
  }

  /** Writes the page and the manifest and flushes the stream: the package is whole. */
  public Summary finish() throws IOException {
    endFile();
    if (done.size() < 2 * contents.sheets().size()) {
      throw new IllegalStateException("not all files are written");
    }
    List<Written> files = conveyor.stop();
    archive.begin(Manifest.PAGE);
    try (Writer page =
        new BufferedWriter(new OutputStreamWriter(archive.file(), StandardCharsets.UTF_8))) {
      new Page(contents, previews, redactions).write(page);
    }
    Written page = archive.end();
    byte[] manifest = Manifest.of(contents, done, files, page, redactions);
    archive.begin(Manifest.NAME);
    archive.write(manifest, 0, manifest.length);
    archive.end();
    archive.finish();
    return new Summary(
        done.stream()
            .filter(file -> file.format() == Format.JSON_LINES)
            .mapToLong(Done::rows)
            .sum());
  }

  /** Stops what is going on; without {@link #finish} before, the package is no package. */
  @Override
  public void close() {
    conveyor.close();
  }

  private void endFile() throws IOException {
    Current file = current;
    if (file == null) {
      return;
    }
    if (file.inRow) {
      throw new IllegalStateException("the last row is not ended");
    }
    current = null;
    done.add(new Done(file.sheet, file.format, file.rows));
    if (file.format == Format.CSV && done.get(done.size() - 2).rows() != file.rows) {
      throw new IllegalStateException("the two files of a table differ in rows");
    }
    conveyor.end();
  }

  private static String header(Sheet sheet) {
    return sheet.fields().stream()
        .map(field -> field.name())
        .map(
            name ->
                PLAIN_NAME.matcher(name).matches()
                    ? name
                    : "\"" + name.replace("\"", "\"\"") + "\"")
        .collect(Collectors.joining(",", "", Format.CSV.lineEnd()));
  }

  private final class Current implements Rows {
    private final Sheet sheet;
    private final Format format;
    private final @Nullable Preview preview;
    private final byte[] lineEnd;
    private long rows;
    private boolean inRow;

    Current(Sheet sheet, Format format, @Nullable Preview preview) {
      this.sheet = sheet;
      this.format = format;
      this.preview = preview;
      lineEnd = format.lineEnd().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void piece(byte[] bytes, int offset, int length) throws IOException {
      failIfPast();
      inRow = true;
      conveyor.bytes(bytes, offset, length);
      if (preview != null) {
        preview.piece(bytes, offset, length);
      }
    }

    @Override
    public void endRow() throws IOException {
      failIfPast();
      conveyor.bytes(lineEnd, 0, lineEnd.length);
      if (preview != null) {
        preview.endRow();
      }
      inRow = false;
      rows++;
    }

    private void failIfPast() {
      if (current != this) {
        throw new IllegalStateException("this file is ended");
      }
    }
  }
}
