package ai.coditect.ops.trigger.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.asm.ClassReader;

/** What the house says to people, wherever it is written. */
final class Quotations {
  private static final int STRING = 8;
  private static final Pattern QUOTED = Pattern.compile("\"([a-z][^\"\n]*)\"");
  private static final Pattern MARKED = Pattern.compile("`([a-z][^`\n]*)`");

  /** A text and where it stands. */
  record Text(String where, String text) {}

  private Quotations() {}

  /** Every string of the compiled classes; what is put in at run time stands as \u0001. */
  static List<Text> ofClasses(Path classes) {
    List<Text> texts = new ArrayList<>();
    for (Path file : files(classes, ".class")) {
      ClassReader reader = new ClassReader(bytes(file));
      char[] buffer = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int at = reader.getItem(i);
        if (at > 0 && reader.readByte(at - 1) == STRING) {
          texts.add(
              new Text(classes.relativize(file).toString(), (String) reader.readConst(i, buffer)));
        }
      }
    }
    return texts;
  }

  static List<Text> ofFiles(Path folder, String ending) {
    return files(folder, ending).stream()
        .map(file -> new Text(file.toString(), new String(bytes(file))))
        .toList();
  }

  /** Everything in quotes whose first word is one of these. */
  static List<Text> quoted(List<Text> texts, Set<String> firstWords) {
    return found(texts, QUOTED, firstWords);
  }

  /** Everything in backticks whose first word is one of these. */
  static List<Text> marked(List<Text> texts, Set<String> firstWords) {
    return found(texts, MARKED, firstWords);
  }

  private static List<Text> found(List<Text> texts, Pattern pattern, Set<String> firstWords) {
    List<Text> found = new ArrayList<>();
    for (Text text : texts) {
      Matcher matcher = pattern.matcher(text.text());
      while (matcher.find()) {
        if (firstWords.contains(matcher.group(1).split(" ")[0])) {
          found.add(new Text(text.where(), matcher.group(1)));
        }
      }
    }
    return found;
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
