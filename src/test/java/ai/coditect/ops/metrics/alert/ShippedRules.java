package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.metrics.render.MonitoringSource;
import ai.coditect.ops.metrics.render.RuleGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules as they are committed, and scenes that they are judged by. */
public final class ShippedRules {
  /** Minutes until a series is gone for the engine, its absence has lasted, and two intervals. */
  public static final int GONE = 5 + 5 + 2;

  private static final String FILE = "rules.yaml";

  private final Promtool promtool;
  private final Path directory;
  private final Map<String, RuleTest> scenes = new LinkedHashMap<>();

  private ShippedRules(Promtool promtool, Path directory) {
    this.promtool = promtool;
    this.directory = directory;
  }

  /** Skips the test where there is no engine. */
  public static ShippedRules orSkip(Path directory) throws IOException {
    ShippedRules rules = new ShippedRules(Promtool.orSkip(), directory);
    Files.writeString(
        directory.resolve(FILE),
        RuleGroups.plain(
            MonitoringSource.read(
                    new Surroundings(Optional.empty(), Optional.empty(), Optional.empty()),
                    Clock.systemUTC())
                .rules()));
    return rules;
  }

  public synchronized void add(String scene, RuleTest test) {
    scenes.put(scene + ".yaml", test);
  }

  /** What the engine says about each scene; empty where it is as expected. */
  public Map<String, String> judge() throws IOException, InterruptedException {
    for (Map.Entry<String, RuleTest> scene : scenes.entrySet()) {
      scene.getValue().write(directory.resolve(scene.getKey()), FILE);
    }
    return promtool.test(directory, List.copyOf(scenes.keySet()));
  }
}
