package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.backup.checkfile.Comparison;
import ai.coditect.ops.backup.examine.MarkerChecks.Believed;
import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.examine.trial.AdministratorStore;
import ai.coditect.ops.backup.examine.trial.IsolationStore;
import ai.coditect.ops.backup.examine.trial.SoundnessStore;
import ai.coditect.ops.backup.marker.MarkerContent;
import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.backup.signing.EvidencePublicKeys;
import ai.coditect.ops.database.failure.FailureWords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Examines a copy as it is and changes nothing, except that people who were erased after the backup
 * are erased again, where a ledger is given.
 *
 * @param keys what the markers' signatures are checked with
 * @param checks the check files, asked again
 * @param erased the ledger outside; empty where none is configured
 */
public record Examiner(
    EvidencePublicKeys keys, List<CheckFile> checks, Optional<ErasedPeople> erased, Clock clock) {

  private static final Claim MARKERS_READABLE =
      new Claim("markers-readable", "The copy has markers that can be read.");

  public Examiner {
    checks = List.copyOf(checks);
  }

  /**
   * Makes every check. What cannot be asked is inconclusive, never an exception.
   *
   * @throws RuntimeException when the copy cannot be connected to at all
   */
  public Examination examine(CopiedDatabaseClient copy, Expectation expected) {
    Instant start = clock.instant();
    ResultList results;
    Optional<Believed> believed;
    try (ReadingStore reading = copy.read()) {
      results = new ResultList(reading::attempt);
      believed = believed(reading, expected, results);
      SortedMap<String, List<String>> now = reading.structure();
      structure(believed, now, copy, results);
      Optional<AdministratorStore> administrator =
          copy.administrator()
              .map(
                  found ->
                      new AdministratorStore(
                          found.login(), found.source(), copy.statementTimeout()));
      PageChecks pages = PageChecks.begin(reading, administrator, clock);
      RecordedLosses losses =
          believed
              .flatMap(Believed::structure)
              .map(then -> RecordedLosses.between(then, now))
              .orElse(RecordedLosses.NONE);
      Map<String, Set<UUID>> tenants = rows(reading, believed, losses, expected, results);
      new SoundnessChecks(new SoundnessStore(reading.jdbc(), administrator), results)
          .check(
              now,
              believed.flatMap(Believed::structure),
              reading.sequences(),
              believed.map(marker -> marker.content().sequences()),
              tenants);
      IsolationChecks.check(
          administrator.map(login -> new IsolationStore(reading.jdbc(), login)), results);
      checks.forEach(check -> results.add(ask(check, reading, believed, expected)));
      results.add(pages.result());
    }
    ResultList late = new ResultList(Runnable::run);
    erased.ifPresentOrElse(people -> people.check(copy, late), () -> ErasedPeople.without(late));
    List<Examination.Result> all = new ArrayList<>(results.results());
    all.addAll(late.results());
    return new Examination(
        start,
        Duration.between(start, clock.instant()),
        believed.map(marker -> marker.content().sequence()),
        believed.map(marker -> MarkerChecks.recoveryPoint(marker.content(), expected)),
        all);
  }

  private Optional<Believed> believed(
      ReadingStore reading, Expectation expected, ResultList results) {
    List<Optional<Believed>> found = new ArrayList<>();
    try {
      results.attempt(() -> found.add(new MarkerChecks(keys, expected, results).check(reading)));
    } catch (RuntimeException e) {
      results.add(
          MARKERS_READABLE.failed(
              "They could not be read: " + FailureWords.of(e) + ".", "tables of markers"));
    }
    return found.stream().findFirst().flatMap(one -> one);
  }

  /** Of whom each table has rows, as far as that could be read. */
  private static Map<String, Set<UUID>> rows(
      ReadingStore reading,
      Optional<Believed> believed,
      RecordedLosses losses,
      Expectation expected,
      ResultList results) {
    if (believed.isEmpty()) {
      RowChecks.without(results, "There is no marker that can be believed.");
      return Map.of();
    }
    return new RowChecks(reading, believed.get().content(), losses, expected, results)
        .check(believed.get().figures());
  }

  private static void structure(
      Optional<Believed> believed,
      SortedMap<String, List<String>> now,
      CopiedDatabaseClient copy,
      ResultList results) {
    believed
        .flatMap(Believed::structure)
        .ifPresentOrElse(
            then -> new StructureChecks(then, now, copy.ofDrill()).check(results),
            () -> StructureChecks.without(results, "There is no structure that can be believed."));
  }

  private static Examination.Result ask(
      CheckFile check, ReadingStore reading, Optional<Believed> believed, Expectation expected) {
    Claim claim = new Claim("file-" + check.name(), check.proves(), check.doesNotProve());
    CheckAnswer now = reading.answer(check);
    Optional<CheckAnswer> then =
        believed.map(Believed::content).map(MarkerContent::answers).stream()
            .flatMap(List::stream)
            .filter(answer -> answer.check().equals(check.name()))
            .findFirst();
    if (now.failure().isPresent()) {
      return claim.failed(now.shown(), then.map(CheckAnswer::shown).orElse("an answer"));
    }
    if (believed.isEmpty()) {
      return claim.inconclusive("There is no marker that can be believed.");
    }
    if (then.isEmpty()) {
      // Nobody asked it then, so that there is nothing that this answer could be equal to.
      return claim.notApplicable("The marker has no answer to it: it is newer than the marker.");
    }
    if (then.get().failure().isPresent()) {
      return claim.failed(now.shown(), "The marker: " + then.get().shown());
    }
    Comparison.Fit fit =
        check.comparison().compare(then.get().value(), now.value(), expected.backupUntil());
    return claim.judged(fit.fits(), now.shown(), fit.expected());
  }
}
