package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.backup.signing.EvidencePublicKeys;
import ai.coditect.ops.backup.signing.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The drills of a span of time as two lines of JSON: what is said, and the signature over the very
 * bytes of the first line.
 */
public final class EvidenceFile {
  private static final int FORMAT = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private EvidenceFile() {}

  /** What a file turns out to be. */
  public enum State {
    GENUINE,
    FORGED,
    OTHER_KEY,
    /** It is no evidence file, or not whole. */
    UNREADABLE
  }

  /**
   * A file that was checked.
   *
   * @param verdicts drills by verdict; only of a genuine file
   */
  public record Checked(
      State state,
      String keyId,
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<Instant> writtenAt,
      Map<String, Long> verdicts) {
    private static Checked only(State state, String keyId) {
      return new Checked(
          state, keyId, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }
  }

  /** Both lines. */
  static List<String> write(
      List<Drill> drills, Instant since, Instant until, Instant now, EvidenceKeys keys) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("format", FORMAT);
    content.put("kind", "restore-drills");
    content.put("since", since.toString());
    content.put("until", until.toString());
    content.put("writtenAt", now.toString());
    content.put("drills", drills.stream().map(DrillDocument::whole).toList());
    String said = JSON.writeValueAsString(content);
    return List.of(
        said, seal(keys.id(), keys.sign(Purpose.DRILLS, said.getBytes(StandardCharsets.UTF_8))));
  }

  private static String seal(String keyId, byte[] signature) {
    Map<String, Object> seal = new LinkedHashMap<>();
    seal.put("keyId", keyId);
    seal.put("signature", HexFormat.of().formatHex(signature));
    return JSON.writeValueAsString(seal);
  }

  /**
   * Checks a file's bytes, every one of them but for a last line feed, which editors take and give:
   * the signature speaks for the first line, and the second has nothing but it, in its one
   * spelling. The key is whoever checks' own, never the file's.
   */
  static Checked check(byte[] bytes, EvidencePublicKeys keys) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      return Checked.only(State.UNREADABLE, "");
    }
    String[] lines = text.split("\n", -1);
    boolean whole = lines.length == 3 && lines[2].isEmpty() || lines.length == 2;
    if (!whole) {
      return Checked.only(State.UNREADABLE, "");
    }
    try {
      JsonNode seal = JSON.readTree(lines[1]);
      String keyId = seal.path("keyId").asString("");
      if (keyId.isEmpty()) {
        return Checked.only(State.UNREADABLE, "");
      }
      byte[] signature = HexFormat.of().parseHex(seal.path("signature").asString(""));
      if (!seal(keyId, signature).equals(lines[1])) {
        return Checked.only(State.UNREADABLE, "");
      }
      EvidencePublicKeys.Answer answer =
          keys.check(Purpose.DRILLS, keyId, lines[0].getBytes(StandardCharsets.UTF_8), signature);
      return switch (answer) {
        case FORGED -> Checked.only(State.FORGED, keyId);
        case UNKNOWN_KEY -> Checked.only(State.OTHER_KEY, keyId);
        case GENUINE -> genuine(JSON.readTree(lines[0]), keyId);
      };
    } catch (JacksonException | IllegalArgumentException e) {
      return Checked.only(State.UNREADABLE, "");
    }
  }

  private static Checked genuine(JsonNode content, String keyId) {
    Map<String, Long> verdicts = new TreeMap<>();
    for (JsonNode drill : content.path("drills")) {
      JsonNode verdict = drill.path("verdict");
      verdicts.merge(verdict.isString() ? verdict.asString() : "under way", 1L, Long::sum);
    }
    return new Checked(
        State.GENUINE,
        keyId,
        Optional.of(Instant.parse(content.path("since").asString())),
        Optional.of(Instant.parse(content.path("until").asString())),
        Optional.of(Instant.parse(content.path("writtenAt").asString())),
        verdicts);
  }
}
