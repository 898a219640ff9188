package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * How far a step has come, over all attempts of its run: what the context of a step carries. It is
 * written as plain maps, lists and texts, which outlive our classes.
 *
 * @param bookmark what the last committed bite left; empty before the first
 * @param left what the step ended without doing
 */
record StepState(
    Optional<String> bookmark,
    Changes changed,
    TakenRows taken,
    List<Problem> left,
    boolean finished) {
  private static final String BOOKMARK = "bookmark";
  private static final String CHANGED = "changed";
  private static final String TAKEN = "taken";
  private static final String LEFT = "unfinished";
  private static final String FINISHED = "finished";

  static StepState of(ExecutionContext context) {
    SortedMap<String, SortedMap<String, Long>> taken = new TreeMap<>();
    if (context.get(TAKEN) instanceof Map<?, ?> stored) {
      stored.forEach((table, tenants) -> taken.put((String) table, counts(tenants)));
    }
    return new StepState(
        context.containsKey(BOOKMARK) ? Optional.of(context.getString(BOOKMARK)) : Optional.empty(),
        Changes.of(counts(context.get(CHANGED))),
        new TakenRows(taken),
        problems(context.get(LEFT)),
        context.containsKey(FINISHED));
  }

  /**
   * After another bite.
   *
   * @param sum what the step has taken with it
   */
  StepState after(Outcome outcome, TakenRows sum) {
    return new StepState(
        Optional.of(bookmark(outcome)),
        changed.plus(outcome.changed()),
        sum,
        outcome instanceof Outcome.Unfinished some ? some.problems() : List.of(),
        !(outcome instanceof Outcome.More || outcome instanceof Outcome.Waiting));
  }

  private static String bookmark(Outcome outcome) {
    if (outcome instanceof Outcome.More more) {
      return more.bookmark();
    }
    if (outcome instanceof Outcome.Waiting waiting) {
      return waiting.bookmark();
    }
    return outcome instanceof Outcome.Done done ? done.bookmark() : "";
  }

  void into(ExecutionContext context) {
    context.putString(BOOKMARK, bookmark.orElse(""));
    context.put(CHANGED, new TreeMap<>(changed.byKind()));
    if (!taken.byTable().isEmpty()) {
      TreeMap<String, TreeMap<String, Long>> tables = new TreeMap<>();
      taken.byTable().forEach((table, tenants) -> tables.put(table, new TreeMap<>(tenants)));
      context.put(TAKEN, tables);
    }
    if (!left.isEmpty()) {
      ArrayList<TreeMap<String, String>> problems = new ArrayList<>();
      for (Problem problem : left) {
        problems.add(
            new TreeMap<>(
                Map.of("what", problem.what(), "where", problem.where(), "cure", problem.cure())));
      }
      context.put(LEFT, problems);
    }
    if (finished) {
      context.put(FINISHED, true);
    }
  }

  private static SortedMap<String, Long> counts(Object stored) {
    SortedMap<String, Long> counts = new TreeMap<>();
    if (stored instanceof Map<?, ?> map) {
      map.forEach((name, count) -> counts.put((String) name, ((Number) count).longValue()));
    }
    return counts;
  }

  private static List<Problem> problems(Object stored) {
    List<Problem> problems = new ArrayList<>();
    if (stored instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> problem) {
          problems.add(
              new Problem(
                  (String) problem.get("what"),
                  (String) problem.get("where"),
                  (String) problem.get("cure")));
        }
      }
    }
    return List.copyOf(problems);
  }
}
