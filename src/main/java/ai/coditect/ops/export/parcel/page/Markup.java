package ai.coditect.ops.export.parcel.page;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes elements, attributes and text; the XML writer of the JDK escapes them. What cannot be seen
 * or would change the reading order is shown as a sign of its own.
 */
final class Markup {
  private static final int NEXT_LINE_BLOCK_END = 0x9f;
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int PICTURE_OF_DELETE = 0x2421;

  private final XMLStreamWriter out;

  Markup(Writer writer) throws IOException {
    try {
      out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(writer);
      out.writeDTD("<!DOCTYPE html>");
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** Attributes as names and values in turn. */
  void open(String element, String... attributes) throws IOException {
    try {
      out.writeStartElement(element);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** An element that has neither content nor an end, such as {@code meta}. */
  void single(String element, String... attributes) throws IOException {
    try {
      out.writeEmptyElement(element);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  void close() throws IOException {
    try {
      // Never the short form: a browser takes it for a start without an end.
      out.writeCharacters("");
      out.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  /** The page's own words. */
  void text(String text) throws IOException {
    try {
      out.writeCharacters(text);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  void element(String element, String text, String... attributes) throws IOException {
    open(element, attributes);
    text(text);
    close();
  }

  /** Words that come from elsewhere: they cannot change how the text around them is read. */
  void foreign(String text) throws IOException {
    open("bdi");
    int from = 0;
    for (int i = 0; i < text.length(); ) {
      int code = text.codePointAt(i);
      int next = i + Character.charCount(code);
      if (isHidden(code)) {
        text(text.substring(from, i));
        element("span", sign(code), "class", "sign");
        if (code == '\n') {
          single("br");
        }
        from = next;
      }
      i = next;
    }
    text(text.substring(from));
    close();
  }

  void end() throws IOException {
    try {
      out.writeEndDocument();
      out.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      out.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }

  /** Joiners stay as they are: scripts and emoji need them, and bdi keeps marks in their place. */
  private static boolean isHidden(int code) {
    return code <= NEXT_LINE_BLOCK_END && Character.isISOControl(code)
        || code >= 0x202a && code <= 0x202e
        || code >= 0x2066 && code <= 0x2069
        || code == 0x2028
        || code == 0x2029
        || code == 0xfeff
        || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE
        || (code & 0xfffe) == 0xfffe
        || code >= 0xfdd0 && code <= 0xfdef
        || code >= 0xe0000 && code <= 0xe007f;
  }

  private static String sign(int code) {
    if (code < ' ') {
      return Character.toString(CONTROL_PICTURES + code);
    }
    return code == 0x7f
        ? Character.toString(PICTURE_OF_DELETE)
        : String.format(Locale.ROOT, "U+%04X", code);
  }
}
