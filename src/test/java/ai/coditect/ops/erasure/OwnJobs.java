package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the shipped job files that a test may change, beside a ledger of its own. */
public record OwnJobs(Path jobs, Path ledger) {
  private static final Path SHIPPED = Path.of("jobs");
  private static final String PURGE = "gdpr-purge.yaml";

  public static OwnJobs in(Path directory) {
    try {
      Path jobs = directory.resolve("jobs");
      try (Stream<Path> files = Files.walk(SHIPPED)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path copy = jobs.resolve(SHIPPED.relativize(file));
          if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
          } else {
            Files.copy(file, copy);
          }
        }
      }
      return new OwnJobs(jobs, Files.createDirectories(directory.resolve("ledger")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a setting or limit of the purge, which stands on a line of its own, another value. */
  OwnJobs purge(String key, String value) {
    return edit(PURGE, "(?m)^(\\s*)" + key + ":.*$", "$1" + key + ": " + value);
  }

  /** Replaces the first match of a pattern, which has to be there. */
  public OwnJobs edit(String name, String pattern, String replacement) {
    try {
      Path file = jobs.resolve(name);
      String before = Files.readString(file);
      assertThat(before).as(name).containsPattern(pattern);
      Files.writeString(file, before.replaceFirst(pattern, replacement));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Declares stores beside the database, each holding activity for a week at most. */
  OwnJobs stores(String... names) {
    StringBuilder file = new StringBuilder("participants:\n");
    for (String name : names) {
      file.append("  " + name + ":\n    title: The store " + name + "\n");
      file.append("    holds: { activity: when the person has signed in }\n    within: 7d\n");
    }
    try {
      Files.writeString(jobs.resolve("participants.yaml"), file);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>(InProcessWorker.erasing(ledger));
    variables.put("OPS_JOBS_DIR", jobs.toString());
    return variables;
  }

  /** Every file of the ledger. */
  List<Path> ledgerFiles() {
    try (Stream<Path> files = Files.walk(ledger)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
