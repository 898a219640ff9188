package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.marker.Figure;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.MarkerContent;
import ai.coditect.ops.backup.marker.MarkerStore;
import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.backup.marker.Sha256;
import ai.coditect.ops.backup.signing.EvidencePublicKeys;
import ai.coditect.ops.backup.signing.EvidencePublicKeys.Answer;
import ai.coditect.ops.backup.signing.Purpose;
import ai.coditect.ops.problem.DurationText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The newest marker of a copy, and whether it can be believed. */
final class MarkerChecks {
  static final Claim PRESENT =
      new Claim("newest-marker", "The copy reaches up to the marker that the backup has to hold.");
  static final Claim SIGNATURE =
      new Claim("marker-signature", "The marker is the one that was signed.");
  static final Claim STRUCTURE =
      new Claim("marker-structure", "The structure beside the marker is the one it signed.");
  static final Claim FIGURES =
      new Claim("marker-figures", "The rows by tenant beside the marker are those it signed.");
  static final Claim CHAIN =
      new Claim("marker-chain", "The marker before is the one that this one goes on from.");
  static final Claim IDENTITY =
      new Claim("database-identity", "The copy is of the database that the marker was taken of.");
  static final Claim WINDOW =
      new Claim("marker-in-window", "The marker was taken before the backup was.");
  static final Claim RECOVERY_POINT =
      new Claim("recovery-point", "No more than the target is lost when this backup is used.");

  /** How far clocks may differ: the server's, that of the backup service. */
  static final Duration CLOCKS = Duration.ofMinutes(2);

  private final JsonMapper json = new JsonMapper();
  private final EvidencePublicKeys keys;
  private final Expectation expected;
  private final ResultList results;

  MarkerChecks(EvidencePublicKeys keys, Expectation expected, ResultList results) {
    this.keys = keys;
    this.expected = expected;
    this.results = results;
  }

  /**
   * A marker that was signed, with what lies beside it.
   *
   * @param figures empty when they are not those it signed
   */
  record Believed(
      MarkerContent content,
      Optional<SortedMap<String, List<String>>> structure,
      Optional<Map<String, Map<UUID, Figure>>> figures) {}

  /** Reports on the newest marker and answers it if its signature is good. */
  Optional<Believed> check(ReadingStore reading) {
    MarkerStore store = new MarkerStore(reading.jdbc());
    Optional<Marker> newest = store.newest();
    results.ask(PRESENT, () -> present(newest));
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    Marker marker = newest.get();
    Answer answer = genuine(marker);
    results.add(
        switch (answer) {
          case GENUINE -> SIGNATURE.ok("genuine, key " + marker.keyId(), "genuine");
          case FORGED -> SIGNATURE.failed("not by key " + marker.keyId(), "genuine");
          case UNKNOWN_KEY ->
              SIGNATURE.inconclusive(
                  "Signed by key "
                      + marker.keyId()
                      + ", which is not among those given; put the earlier key behind the new one in"
                      + " OPS_EVIDENCE_KEY.");
        });
    if (answer != Answer.GENUINE) {
      return Optional.empty();
    }
    MarkerContent content;
    try {
      content = json.readValue(marker.content(), MarkerContent.class);
    } catch (JacksonException e) {
      results.add(STRUCTURE.inconclusive("The marker was written by another version."));
      return Optional.empty();
    }
    Optional<SortedMap<String, List<String>>> structure = structure(store, content);
    Optional<Map<String, Map<UUID, Figure>>> figures = figures(store, content);
    results.ask(CHAIN, () -> chain(reading, content));
    results.add(
        IDENTITY.judged(
            content.database().equals(reading.snapshot().database()),
            reading.snapshot().database().toString(),
            content.database().toString()));
    Instant taken = Instant.parse(content.takenAt());
    results.add(
        WINDOW.judged(
            !taken.isAfter(expected.backupUntil().plus(CLOCKS)),
            taken.toString(),
            "until " + expected.backupUntil()));
    Duration lost = recoveryPoint(content, expected);
    results.add(
        RECOVERY_POINT.judged(
            lost.compareTo(expected.recoveryPointTarget()) <= 0,
            DurationText.beside(lost, "", expected.recoveryPointTarget()),
            "at most " + DurationText.of(expected.recoveryPointTarget())));
    return Optional.of(new Believed(content, structure, figures));
  }

  /** The age of the marker when the backup was made. */
  static Duration recoveryPoint(MarkerContent content, Expectation expected) {
    Duration age = Duration.between(Instant.parse(content.takenAt()), expected.backupFrom());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private Examination.Result present(Optional<Marker> newest) {
    if (newest.isEmpty()) {
      return PRESENT.failed(
          "no marker", expected.marker().map(m -> "marker " + m.sequence()).orElse("a marker"));
    }
    long sequence = newest.get().sequence();
    if (expected.marker().isEmpty()) {
      return PRESENT.ok("marker " + sequence, "any marker, as production was not asked");
    }
    long wanted = expected.marker().get().sequence();
    boolean same =
        sequence > wanted
            || sequence == wanted
                && Sha256.of(newest.get().content()).equals(expected.marker().get().hash());
    return PRESENT.judged(
        same,
        "marker " + sequence + (sequence == wanted && !same ? " with another content" : ""),
        "marker " + wanted + " or later");
  }

  private Answer genuine(Marker marker) {
    return keys.check(
        Purpose.MARKER,
        marker.keyId(),
        marker.content().getBytes(StandardCharsets.UTF_8),
        HexFormat.of().parseHex(marker.signature()));
  }

  private Optional<SortedMap<String, List<String>>> structure(
      MarkerStore store, MarkerContent content) {
    Optional<String> text = store.structure(content.structure());
    boolean intact = text.map(Sha256::of).filter(content.structure()::equals).isPresent();
    results.add(
        STRUCTURE.judged(
            intact, intact ? "as signed" : text.isEmpty() ? "missing" : "changed", "as signed"));
    return text.filter(t -> intact)
        .map(t -> json.readValue(t, new TypeReference<TreeMap<String, List<String>>>() {}));
  }

  private Optional<Map<String, Map<UUID, Figure>>> figures(
      MarkerStore store, MarkerContent content) {
    Map<String, Map<UUID, Figure>> byTable = new TreeMap<>();
    Sha256 digest = new Sha256();
    store.figures(
        content.sequence(),
        figure -> {
          digest.add(figure);
          byTable
              .computeIfAbsent(figure.table(), t -> new HashMap<>())
              .put(figure.organization(), figure);
        });
    boolean intact = digest.hex().equals(content.figures());
    results.add(FIGURES.judged(intact, intact ? "as signed" : "changed", "as signed"));
    return intact ? Optional.of(byTable) : Optional.empty();
  }

  private Examination.Result chain(ReadingStore reading, MarkerContent content) {
    Optional<Marker> before = new MarkerStore(reading.jdbc()).before(content.sequence());
    if (before.isEmpty() || content.previous().isEmpty()) {
      return CHAIN.notApplicable("There is no marker before.");
    }
    boolean fits = Sha256.of(before.get().content()).equals(content.previous().get());
    return CHAIN.judged(
        fits,
        "marker " + before.get().sequence() + (fits ? "" : " with another content"),
        "marker " + (content.sequence() - 1));
  }
}
