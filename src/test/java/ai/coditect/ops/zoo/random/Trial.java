package ai.coditect.ops.zoo.random;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.ReplacedMap;
import ai.coditect.ops.privacy.effect.SideEffects;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.zoo.random.RowLore.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Lets drawn schemas live one after the other under one worker, and says what was wrong. */
final class Trial {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Path MAP = Path.of("jobs/personal-data.yaml");

  private final InProcessWorker worker;
  private final DrawnDatabase database;
  private final boolean everybody;
  private final boolean shrinks;
  private final String shipped;
  private int tries;

  /** The same people go once more: what the ledger knows of them is of several times. */
  private boolean again;

  /**
   * @param everybody whether everybody gets a copy, and every refusal is tried by a run
   * @param shrinks whether rows that are not needed for what is wrong are left out of its story
   */
  Trial(InProcessWorker worker, DrawnDatabase database, boolean everybody, boolean shrinks) {
    this.worker = worker;
    this.database = database;
    this.everybody = everybody;
    this.shrinks = shrinks;
    try {
      this.shipped = Files.readString(MAP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcomes of(LongStream seeds) {
    Outcomes outcomes = new Outcomes();
    seeds.forEach(
        seed -> {
          DrawnSchema schema = SchemaDrawer.draw(seed);
          String wrong = wrong(schema, outcomes);
          if (!wrong.isEmpty()) {
            // One is enough to begin with, as each row that is left out costs a run.
            boolean first = shrinks && outcomes.wrong().isEmpty();
            DrawnSchema smaller = first ? smaller(schema) : schema;
            outcomes.wrong().add(schema.named(wrong + "\n" + smaller.story()));
          }
        });
    Reply verified = worker.type("erasures verify", Map.of());
    if (verified.exitCode() != 0) {
      outcomes.wrong().add("the ledger is not sound: " + verified.text());
    }
    return outcomes;
  }

  /** What is wrong still without some of its rows, those that are not needed for it. */
  private DrawnSchema smaller(DrawnSchema schema) {
    DrawnSchema small = schema;
    again = true;
    for (String row : schema.rows()) {
      DrawnSchema less = small.without(row);
      try {
        if (!wrong(less, new Outcomes()).isEmpty()) {
          small = less;
        }
      } catch (IllegalStateException e) {
        // Another row needs this one.
        database.clear(less);
      }
    }
    again = false;
    return small;
  }

  private String wrong(DrawnSchema schema, Outcomes outcomes) {
    database.plant(schema);
    try {
      List<Problem> problems = problems(schema);
      if (problems.isEmpty()) {
        outcomes.ran().add(schema.seed());
        return ran(schema, outcomes);
      }
      outcomes.refused().add(schema.seed());
      return refused(schema, problems);
    } finally {
      database.clear(schema);
    }
  }

  private List<Problem> problems(DrawnSchema schema) {
    MappedDatabase mapped = worker.get(MappedDatabase.class);
    try {
      ReplacedMap.in(mapped, shipped + "\n" + schema.map());
    } catch (ProblemsException e) {
      return e.problems();
    }
    List<Problem> problems = new ArrayList<>(mapped.problems());
    problems.addAll(worker.get(SideEffects.class).problems());
    return problems;
  }

  /** A refusal names what it is about and says what to do; nothing is touched then. */
  private String refused(DrawnSchema schema, List<Problem> problems) {
    for (Problem problem : problems) {
      String about = problem.what() + problem.where();
      if (!about.contains("s" + schema.seed() + "_") || problem.cure().isBlank()) {
        return "a refusal does not help: " + problem;
      }
    }
    if (!everybody && schema.seed() % 5 > 0) {
      return "";
    }
    TableRows before = rows(schema);
    RunResult run = run(schema);
    Set<String> touched = before.becomes(rows(schema));
    return run.outcome() == Ending.REFUSED && touched.isEmpty()
        ? ""
        : "refused, and yet " + run.outcome() + " " + touched;
  }

  private TableRows rows(DrawnSchema schema) {
    return TableRows.of(database.database(), schema.tables().keySet());
  }

  private RunResult run(DrawnSchema schema) {
    return worker.run("gdpr-purge", "seed " + schema.seed() + "/" + ++tries, NOW, Map.of());
  }

  private String ran(DrawnSchema schema, Outcomes outcomes) {
    TableRows before = rows(schema);
    List<String> wrong = new ArrayList<>(new CopyTrial(worker, schema, before, everybody).wrong());
    // In the gate every second plan is looked at.
    Optional<RunResult> dry =
        everybody || schema.seed() % 2 == 0
            ? Optional.of(worker.dryRun("gdpr-purge", NOW))
            : Optional.empty();
    RunResult run = run(schema);
    Set<String> have = before.becomes(rows(schema));
    RowOracle.Verdict verdict = RowOracle.decide(schema, before, Set.of());
    Set<String> want = before.becomes(verdict.after());
    Set<String> less = TableRows.but(want, have);
    Set<String> more = TableRows.but(have, want);
    if (schema.lie()) {
      // Called harmless and not: the run may be refused, and never takes what nobody asked for.
      return run.outcome() == Ending.REFUSED && !have.isEmpty() ? "refused, and yet " + have : "";
    }
    for (Rule rule : EnumSet.complementOf(EnumSet.copyOf(outcomes.missed()))) {
      TableRows forgetful = RowOracle.decide(schema, before, Set.of(rule)).after();
      if (!before.becomes(forgetful).equals(want)) {
        outcomes.missed().add(rule);
      }
    }
    boolean done = run.outcome() == Ending.DONE || run.outcome() == Ending.NOTHING_TO_DO;
    boolean kept = (verdict.blocked() || verdict.stopped()) && run.outcome() == Ending.FAILED;
    if (!done && !kept) {
      wrong.add("the run ended as " + run.outcome() + ": " + run.problems());
    }
    if (!more.isEmpty()) {
      wrong.add("too much: " + more);
    }
    if (!less.isEmpty() && !verdict.stopped()) {
      wrong.add("too little: " + less);
    }
    if (wrong.isEmpty()) {
      dry.ifPresent(plan -> planned(plan, run, wrong));
      if (!again) {
        certified(schema, verdict, wrong);
      }
    }
    return String.join("\n", wrong);
  }

  /** No more than was planned, of any kind. */
  private static void planned(RunResult dry, RunResult run, List<String> wrong) {
    Map<String, Long> planned = new TreeMap<>();
    for (Forecast.Line line : dry.plan().orElseThrow().lines()) {
      planned.merge(line.kind(), line.count(), Long::sum);
    }
    run.changed()
        .byKind()
        .forEach(
            (kind, rows) -> {
              if (rows > planned.getOrDefault(kind, 0L)) {
                wrong.add(kind + ": planned " + planned.get(kind) + ", executed " + rows);
              }
            });
  }

  /** Whoever went has a certificate whose numbers are those of the rows; nobody else has one. */
  private void certified(DrawnSchema schema, RowOracle.Verdict verdict, List<String> wrong) {
    verdict
        .deeds()
        .forEach(
            (who, deed) -> {
              Reply reply =
                  worker.type(
                      "erasures certificate",
                      Map.of("request", schema.id("ask-" + who).toString()));
              boolean has = reply.exitCode() == 0;
              if (has != deed.whole() && !verdict.stopped()) {
                wrong.add("a certificate of " + who + ": " + has);
              } else if (has) {
                Map<String, Map<String, Long>> counts = deed.counts();
                counts.forEach(
                    (part, expected) -> {
                      Map<String, Long> said = said(reply, part);
                      if (!said.equals(expected)) {
                        wrong.add(who + " " + part + ": " + said + ", not " + expected);
                      }
                    });
              }
            });
  }

  /** Rows by table of the tenants, as a certificate has them. */
  private static Map<String, Long> said(Reply reply, String part) {
    Map<String, Long> said = new TreeMap<>();
    for (Object each : (List<?>) Objects.requireNonNull(reply.document().get(part))) {
      Map<?, ?> line = (Map<?, ?>) each;
      String table =
          line.containsKey("table")
              ? line.get("table").toString()
              : line.get("what").toString().replaceFirst("\\.[^.]*$", "");
      if (table.startsWith("coditect_shared.")) {
        said.put(table, (Long) line.get("rows"));
      }
    }
    return said;
  }
}
