package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Which backup a drill restores. */
record BackupChoice(DrillSettings.Choice how) {

  /** The same answer for the same run, whenever it is asked; empty where none can be restored. */
  Optional<BackupRun> among(List<BackupRun> backups, UUID run) {
    List<BackupRun> whole =
        backups.stream()
            .filter(each -> each.isSuccessful())
            .filter(each -> each.started().isPresent() && each.ended().isPresent())
            .sorted(Comparator.comparing((BackupRun each) -> each.ended().orElseThrow()).reversed())
            .toList();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    int index =
        how == DrillSettings.Choice.NEWEST
            ? 0
            : new Random(run.getLeastSignificantBits()).nextInt(whole.size());
    return Optional.of(whole.get(index));
  }
}
