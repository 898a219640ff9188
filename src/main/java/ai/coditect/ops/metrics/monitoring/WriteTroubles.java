package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.EnumMap;
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

  private final Map<Scope, Map<String, Problem>> standing = new EnumMap<>(Scope.class);
  private Optional<Instant> written = Optional.empty();

  /** Collects what one round of writing meets. Of one thread. */
  final class Round {
    private final Scope scope;
    private final Map<String, Problem> met = new LinkedHashMap<>();

    private Round(Scope scope) {
      this.scope = scope;
    }

    void meet(Problem problem) {
      if (met.size() < MOST) {
        met.putIfAbsent(problem.where() + problem.cure(), problem);
      }
    }

    /** Says what is new and what is over. */
    void end(boolean anythingWritten, Instant now) {
      finish(scope, met, anythingWritten ? Optional.of(now) : Optional.empty());
    }
  }

  Round round(Scope scope) {
    return new Round(scope);
  }

  /** What stood in the way when it was last tried. */
  synchronized List<Problem> standing() {
    return standing.values().stream().flatMap(each -> each.values().stream()).toList();
  }

  /** When something was last written. */
  synchronized Optional<Instant> written() {
    return written;
  }

  private synchronized void finish(
      Scope scope, Map<String, Problem> met, Optional<Instant> writtenAt) {
    written = writtenAt.or(() -> written);
    Map<String, Problem> before = standing.getOrDefault(scope, Map.of());
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
    standing.put(scope, Map.copyOf(met));
  }
}
