package ai.coditect.ops.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that are wrong in the directory that replaces the packaged ones. */
record FileItemFaults(Path directory) {
  List<PlantedFault> all() {
    Path checks = directory.resolve("backup-checks");
    return List.of(
        new PlantedFault(
            "the job files are valid",
            () -> Files.writeString(directory.resolve("odd.yaml"), "owner: nobody"),
            () -> Files.delete(directory.resolve("odd.yaml"))),
        new PlantedFault(
            "the check files of backups are valid",
            () -> {
              Files.createDirectory(checks);
              Files.writeString(checks.resolve("odd.yaml"), "proves: nothing");
            },
            () -> {
              Files.delete(checks.resolve("odd.yaml"));
              Files.delete(checks);
            }),
        new PlantedFault(
            "the metric files are valid",
            () ->
                Files.writeString(
                    Files.createDirectory(directory.resolve("metrics")).resolve("odd.yaml"),
                    "capability: odd"),
            () -> {
              Files.delete(directory.resolve("metrics/odd.yaml"));
              Files.delete(directory.resolve("metrics"));
            }));
  }
}
