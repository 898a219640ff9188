package ai.coditect.ops.export.parcel.page;

import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.LeftOut;
import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a person reads: opened from disk, without a network, a script, or us. The browser is told to
 * load nothing at all, so that not even a mistake here could send anything away.
 */
public final class Page {
  private static final String STYLE = style();

  private final Contents contents;
  private final List<Preview> previews;
  private final List<Redaction> redactions;

  /**
   * @param previews one a sheet, in their order
   */
  public Page(Contents contents, List<Preview> previews, List<Redaction> redactions) {
    this.contents = contents;
    this.previews = previews;
    this.redactions = redactions;
  }

  public void write(Writer writer) throws IOException {
    Markup out = new Markup(writer);
    out.open("html", "lang", "en");
    head(out);
    out.open("body");
    out.open("main");
    out.element("h1", title());
    about(out);
    new PageTables(contents, previews).write(out);
    redactions(out);
    leftOut(out);
    otherStores(out);
    rights(out);
    checking(out);
    out.close();
    out.close();
    out.close();
    out.end();
  }

  private void head(Markup out) throws IOException {
    out.open("head");
    out.single("meta", "charset", "utf-8");
    out.single(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'sha256-"
            + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'");
    out.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.single("meta", "name", "referrer", "content", "no-referrer");
    out.element("title", title());
    out.element("style", STYLE);
    out.close();
  }

  private String title() {
    return contents.user().isPresent()
        ? "Data stored about a person"
        : "Data stored about an organization";
  }

  private void about(Markup out) throws IOException {
    out.element("h2", "What this is");
    out.element("p", law());
    out.open("dl");
    if (contents.user().isPresent()) {
      pair(out, "Person", contents.user().get().toString());
    }
    pair(out, "Organization", contents.organization().toString());
    pair(out, "Everything as it was at", contents.instant().toString() + " (UTC)");
    pair(out, "Profile", contents.profile());
    pair(out, "Version of the database", contents.databaseSchema());
    out.close();
    out.element(
        "p",
        "Each table is here twice, with the same rows: as JSON Lines, for programs, and as CSV, for"
            + " spreadsheets. This page shows the first rows of each. A sign in a dotted frame"
            + " stands for a character that cannot be seen, such as a line break. The files have"
            + " the character itself.");
  }

  private String law() {
    String whom = contents.user().isPresent() ? "one person" : "one organization and its people";
    return switch (contents.profile()) {
      case "access" ->
          "This is a copy of the data that is stored about "
              + whom
              + ", with what it is used for, where it comes from, who else gets it and how long it"
              + " is kept. The General Data Protection Regulation (GDPR) calls this the right of"
              + " access, in Article 15.";
      case "portability" ->
          "This is a copy of the data that was provided by "
              + whom
              + ", in a form that other services can read. The General Data Protection Regulation"
              + " (GDPR) calls this the right to data portability, in Article 20.";
      default -> "This is a copy of data that is stored about " + whom + ".";
    };
  }

  private void redactions(Markup out) throws IOException {
    out.element("h2", "What was replaced");
    if (redactions.isEmpty()) {
      out.element("p", "Nothing was replaced.");
      return;
    }
    out.element("p", "Some values are about other people, and were replaced in both files:");
    out.open("ul");
    for (Redaction each : redactions) {
      out.open("li");
      out.foreign(each.table() + "." + each.column());
      out.text(", in " + PageTables.count(each.rows(), "row") + ": ");
      out.foreign(each.why());
      out.close();
    }
    out.close();
  }

  private void leftOut(Markup out) throws IOException {
    out.element("h2", "What was left out");
    if (contents.leftOut().isEmpty()) {
      out.element("p", "Nothing was left out.");
      return;
    }
    out.element("p", "This is stored, and not in this package:");
    out.open("ul");
    for (LeftOut each : contents.leftOut()) {
      out.open("li");
      out.foreign(each.table());
      out.text(each.columns().isEmpty() ? ", the whole table: " : ", the columns ");
      if (!each.columns().isEmpty()) {
        out.foreign(String.join(", ", each.columns()));
        out.text(": ");
      }
      out.foreign(each.why());
      out.close();
    }
    out.close();
  }

  private void otherStores(Markup out) throws IOException {
    if (contents.otherStores().isEmpty()) {
      return;
    }
    out.element("h2", "What is stored elsewhere");
    out.element(
        "p", "These stores hold data about the same people. None of it is in this package:");
    out.open("ul");
    for (OtherStore store : contents.otherStores()) {
      for (Map.Entry<String, String> each : store.holds().entrySet()) {
        out.open("li");
        out.foreign(store.title());
        out.text(", " + each.getKey() + ": ");
        out.foreign(each.getValue());
        out.close();
      }
    }
    out.close();
  }

  /** GDPR Art. 15(1)(e) and (f) want them told with every copy. */
  private void rights(Markup out) throws IOException {
    if (contents.user().isEmpty() || !contents.profile().equals("access")) {
      return;
    }
    out.element("h2", "Your rights");
    out.element(
        "p",
        "If this data is about you, you can ask to have wrong data corrected (GDPR Article 16), to"
            + " have data erased (Article 17) and to have its use restricted (Article 18), and you"
            + " can object to its use (Article 21). If you think that your data is not used as the"
            + " law says, you can complain to a data protection authority, for example in the"
            + " country where you live (Article 77).");
  }

  private static void checking(Markup out) throws IOException {
    out.element("h2", "How to check this package");
    out.open("p");
    out.text("The file ");
    link(out, Manifest.NAME);
    out.text(
        " says for every other file how long it is, how many rows it has, and its SHA-256: a short"
            + " number that changes with every change of the file. Every computer can calculate"
            + " it, for example with ");
    out.element("code", "sha256sum");
    out.text(" (Linux), ");
    out.element("code", "shasum -a 256");
    out.text(" (macOS) or ");
    out.element("code", "certutil -hashfile FILE SHA256");
    out.text(" (Windows). If the numbers are the same, the file is as it was written.");
    out.close();
    out.open("p");
    out.text("How to read the CSV files: ");
    out.foreign(Manifest.CSV_RULE);
    out.close();
  }

  static void link(Markup out, String file) throws IOException {
    // Names of files are plain (ParcelWriter sees to it), so they need no other spelling here.
    out.element("a", file, "href", "./" + file);
  }

  private static void pair(Markup out, String name, String value) throws IOException {
    out.element("dt", name);
    out.open("dd");
    out.foreign(value);
    out.close();
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is missing");
      }
      String style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (style.matches("(?s).*[<>&].*")) {
        throw new IllegalStateException("page.css cannot stand in a page as it is");
      }
      return style;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String style) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
