package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps figures from being written: said once, kept as long as it lasts, and said when over.
 */
final class WriteTroubles {
  private static final Logger LOG = LoggerFactory.getLogger(WriteTroubles.class);

  /** So many are told apart; a fault of every figure has one cause. */
  private static final int MOST = 20;

  /**
   * After so long somebody else writes what met them: longer than the longest lead, which is that
   * of a turn every five minutes. Any shorter, and a trouble that lasts would be over between two
   * turns.
   */
  private static final Duration LASTING = Duration.ofMinutes(7);

  private final Map<Source, Standing> standing = new LinkedHashMap<>();
  private Optional<Instant> written = Optional.empty();

  /** Who hands figures in, and whose they are: each has its troubles for itself. */
  private record Source(String name, Scope scope) {}

  private record Standing(Map<String, Problem> problems, Instant at) {}

  /** Collects what one round of writing meets. Of one thread. */
  final class Round {
    private final Source source;
    private final Map<String, Problem> met = new LinkedHashMap<>();

    private Round(Source source) {
      this.source = source;
    }

    void meet(Problem problem) {
      if (met.size() < MOST) {
        met.putIfAbsent(problem.where() + problem.cure(), problem);
      }
    }

    /** Says what is new and what is over. */
    void end(boolean anythingWritten, Instant now) {
      finish(source, met, anythingWritten, now);
    }
  }

  Round round(String source, Scope scope) {
    return new Round(new Source(source, scope));
  }

  /** What stood in the way when it was last tried. */
  synchronized List<Problem> standing(Instant now) {
    return standing.values().stream()
        .filter(each -> each.at().plus(LASTING).isAfter(now))
        .flatMap(each -> each.problems().values().stream())
        .distinct()
        .toList();
  }

  /** When something was last written. */
  synchronized Optional<Instant> written() {
    return written;
  }

  private synchronized void finish(
      Source source, Map<String, Problem> met, boolean anythingWritten, Instant now) {
    if (anythingWritten) {
      written = Optional.of(now);
    }
    Standing last = standing.get(source);
    Map<String, Problem> before = last == null ? Map.of() : last.problems();
    met.forEach(
        (key, problem) -> {
          if (!before.containsKey(key)) {
            LOG.atWarn()
                .addKeyValue("problem", problem.what())
                .addKeyValue("where", problem.where())
                .addKeyValue("cure", problem.cure())
                .log("figures not written; said once, tried again every time");
          }
        });
    before.forEach(
        (key, problem) -> {
          if (!met.containsKey(key)) {
            LOG.atInfo()
                .addKeyValue("problem", problem.what())
                .addKeyValue("where", problem.where())
                .log("figures written again");
          }
        });
    standing.put(source, new Standing(Map.copyOf(met), now));
  }
}
