package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * An instance that a run makes, written down before the service is asked for it.
 *
 * @param source whose backup it is for; never what is written to
 * @param prefix what its name begins with, as the job file had it then
 * @param operation the service's name of the operation that makes it, once it answered
 * @param createdAt when it was made, as the service says; known from the first look on
 * @param keptUntil until when it is kept for a person
 */
public record Creation(
    InstanceName source,
    InstanceName name,
    UUID run,
    Kind kind,
    String prefix,
    Instant intendedAt,
    Optional<String> operation,
    Optional<Instant> createdAt,
    Optional<Instant> keptUntil) {
  /** Says of which run an instance is. */
  public static final String LABEL = "ops-drill-run";

  /** Says whose backup it is for: several environments may share the project of their drills. */
  static final String SOURCE = "ops-drill-source";

  private static final int LONGEST_LABEL = 63;

  /** Says until when an instance is kept for a person, in seconds since 1970. */
  static final String KEPT = "ops-drill-kept-until";

  private static final int LONGEST = 60;

  /** How it is made. */
  public enum Kind {
    /** Empty, to be restored into. */
    CREATE,
    /** As the source was at an instant; labels and protection come along. */
    CLONE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One that nobody has asked for yet, under a name that nobody can guess.
   *
   * @param prefix what the names of all throwaway instances begin with
   */
  public static Creation intend(
      Kind kind,
      InstanceName source,
      String project,
      String prefix,
      UUID run,
      Instant now,
      RandomGenerator random) {
    byte[] unique = new byte[6];
    random.nextBytes(unique);
    String end = "-" + HexFormat.of().formatHex(unique);
    String begin = prefix + "-" + source.instance();
    String name = begin.substring(0, Math.min(begin.length(), LONGEST - end.length())) + end;
    return new Creation(
        source,
        new InstanceName(project, name),
        run,
        kind,
        prefix,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The service has answered the request for it. */
  public Creation madeBy(String name) {
    return new Creation(
        source, this.name, run, kind, prefix, intendedAt, Optional.of(name), createdAt, keptUntil);
  }

  /** It was seen, made at this instant. */
  public Creation madeAt(Optional<Instant> at) {
    return new Creation(source, name, run, kind, prefix, intendedAt, operation, at, keptUntil);
  }

  /** It stays for a person. */
  public Creation kept(Instant until) {
    return new Creation(
        source, name, run, kind, prefix, intendedAt, operation, createdAt, Optional.of(until));
  }

  /** The labels that it is made with. */
  Map<String, String> labels() {
    return Map.of(LABEL, run.toString(), SOURCE, labelOf(source));
  }

  /** A source as a label can say it: letters, digits, hyphens and underscores, up to 63. */
  static String labelOf(InstanceName source) {
    String said =
        (source.project() + "_" + source.instance())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_-]", "-");
    return said.length() <= LONGEST_LABEL ? said : said.substring(said.length() - LONGEST_LABEL);
  }
}
