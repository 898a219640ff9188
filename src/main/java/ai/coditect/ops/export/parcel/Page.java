package ai.coditect.ops.export.parcel;

import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.ParcelWriter.Done;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** What a person reads. */
final class Page {
  private final Contents contents;

  Page(Contents contents, List<Done> done, List<Preview> previews, List<Redaction> redactions) {
    this.contents = contents;
  }

  void write(Writer out) throws IOException {
    out.write(
        "<!DOCTYPE html>\n<html lang=\"en\"><title>" + contents.profile() + "</title></html>\n");
  }
}
