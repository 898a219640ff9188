package ai.coditect.ops.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long each test class took, as Maven's reports have it. */
record ClassTimes(Map<String, Duration> byClass) {
  /** Of a class that is not on the list. */
  static final Duration MOST = Duration.ofSeconds(15);

  private static final Pattern SUITE =
      Pattern.compile("<testsuite [^>]*?\\bname=\"([^\"]+)\"[^>]*?\\btime=\"([0-9.,]+)\"");

  /** Reads every report in these directories; one that does not exist has none. */
  static ClassTimes in(List<Path> directories) throws IOException {
    Map<String, Duration> byClass = new LinkedHashMap<>();
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> reports = Files.list(directory)) {
          for (Path report :
              reports
                  .filter(each -> each.getFileName().toString().matches("TEST-.*\\.xml"))
                  .toList()) {
            Matcher suite = SUITE.matcher(Files.readString(report));
            if (suite.find()) {
              double seconds = Double.parseDouble(suite.group(2).replace(",", ""));
              byClass.put(suite.group(1), Duration.ofMillis(Math.round(seconds * 1000)));
            }
          }
        }
      }
    }
    return new ClassTimes(byClass);
  }

  /**
   * The classes that may take longer, each with its reason: a line of its own, the class first.
   *
   * @throws IllegalArgumentException when a line has no reason
   */
  static Map<String, String> allowed(String list) {
    return new BufferedReader(new StringReader(list))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.strip().split("\\s+", 2))
        .peek(
            words -> {
              if (words.length < 2) {
                throw new IllegalArgumentException(words[0] + " has no reason.");
              }
            })
        .collect(
            Collectors.toMap(
                words -> words[0], words -> words[1], (one, other) -> one, LinkedHashMap::new));
  }

  /** What is wrong: a class that took too long, or one on the list that is not there. */
  List<String> faults(Map<String, String> allowed) {
    List<String> faults = new ArrayList<>();
    byClass.forEach(
        (name, time) -> {
          if (time.compareTo(MOST) > 0 && !allowed.containsKey(name)) {
            faults.add(
                "%s took %s, and %s is the most. Shorten it, or give its reason in slow-classes.txt."
                    .formatted(name, seconds(time), seconds(MOST)));
          }
        });
    for (String name : allowed.keySet()) {
      if (!byClass.containsKey(name)) {
        faults.add(name + " is in slow-classes.txt, and no such class ran.");
      }
    }
    return faults;
  }

  /** The longest ones, and what all took together. */
  String table(int longest) {
    Duration all = byClass.values().stream().reduce(Duration.ZERO, Duration::plus);
    return byClass.entrySet().stream()
            .sorted(Map.Entry.<String, Duration>comparingByValue(Comparator.reverseOrder()))
            .limit(longest)
            .map(each -> "%10s  %s%n".formatted(seconds(each.getValue()), each.getKey()))
            .collect(Collectors.joining())
        + "%10s  all %d test classes%n".formatted(seconds(all), byClass.size());
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1e3);
  }
}
