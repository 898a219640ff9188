package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.marker.MarkerStore.Ages;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether a backup that is made now could be held against something.
 *
 * @param signs whether a key is there
 * @param silentFor how long the job may be silent, as its file says
 */
record MarkerAgeCheck(MarkerStore markers, boolean signs, Supplier<Duration> silentFor, Clock clock)
    implements Check {

  @Override
  public String claim() {
    return "a signed marker is as young as it has to be";
  }

  @Override
  public Finding examine() {
    if (!signs) {
      return Finding.notApplicable("OPS_EVIDENCE_KEY is not set; backup-marker cannot run");
    }
    Ages ages = markers.ages();
    Instant since = ages.newest().orElse(ages.databaseMadeAt());
    Duration length = Duration.between(since, clock.instant());
    boolean young = length.compareTo(silentFor.get()) <= 0;
    String age = DurationText.of(length);
    String limit = ", at most " + DurationText.of(silentFor.get());
    if (young) {
      return Finding.ok(
          ages.newest().isPresent()
              ? "the newest is " + age + " old" + limit
              : "there is none yet; the database is " + age + " old" + limit);
    }
    return Finding.failed(
        List.of(
            new Problem(
                ages.newest().isPresent()
                    ? "Marker too old: the newest is "
                        + DurationText.beside(length, " old", silentFor.get())
                        + limit
                        + "."
                    : "Marker missing: none was ever taken.",
                "coditect_ops.backup_markers",
                "Run \"run backup-marker\"; \"runs --job backup-marker\" shows what stopped it.")));
  }
}
