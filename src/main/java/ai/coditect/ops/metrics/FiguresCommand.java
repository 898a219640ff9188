package ai.coditect.ops.metrics;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.metrics.collect.Collected;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.collect.FigureReport;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Figures as a person reads them. Reads them itself, and changes nothing. */
final class FiguresCommand implements RoomCommand {
  private static final String NAME = "name";
  private static final String WATCH = "watch";
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int NOT_ASKED = 1;
  private static final int BROKEN_FILE = 2;

  @Override
  public String name() {
    return "figures";
  }

  @Override
  public String description() {
    return "Show the figures that Cloud Monitoring gets, each with its unit and age.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(NAME, Type.TEXT, "A figure or a capability; all if left out.")
            .optional(),
        Argument.option(
            WATCH, Type.BOOLEAN, "At a terminal: show them again and again, until interrupted."));
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    Collector collector = room.get(Collector.class);
    Optional<String> wanted = given.text(NAME);
    if (wanted.filter(name -> !isKnown(collector, name)).isPresent()) {
      return Reply.wrong(
          new Problem(
              "No figure and no capability has this name.",
              "ops-worker figures",
              DidYouMean.nearest(wanted.get(), names(collector))
                  .map(near -> "Did you mean \"" + near + "\"?")
                  .orElse("\"figures\" shows them all.")));
    }
    while (true) {
      Instant now = given.now();
      collector.read(now);
      Collected collected = only(wanted, collector.tell(now, true));
      List<String> page = FigureTable.of(collected);
      if (!given.flag(WATCH) || !given.screen().show(head(now, page), PAUSE)) {
        return reply(collector, collected, page);
      }
    }
  }

  private static Reply reply(Collector collector, Collected collected, List<String> page) {
    List<Problem> problems = collector.files().problems();
    boolean unasked =
        collected.reports().stream()
            .anyMatch(
                report -> report.result() == FigureResult.SKIPPED && report.takenAt().isEmpty());
    int code = !problems.isEmpty() ? BROKEN_FILE : unasked ? NOT_ASKED : 0;
    return new Reply(code, FigureTable.document(collected), page, problems);
  }

  private static List<String> head(Instant now, List<String> page) {
    List<String> lines = new ArrayList<>();
    lines.add(now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + ", every 5s; Ctrl-C ends");
    lines.add("");
    lines.addAll(page);
    return lines;
  }

  private static Collected only(Optional<String> wanted, Collected all) {
    if (wanted.isEmpty()) {
      return all;
    }
    List<FigureReport> reports =
        all.reports().stream()
            .filter(
                report ->
                    report.figure().name().equals(wanted.get())
                        || report.capability().equals(wanted.get()))
            .toList();
    return new Collected(
        all.samples().stream()
            .filter(
                sample ->
                    reports.stream().anyMatch(report -> report.figure().equals(sample.figure())))
            .toList(),
        reports);
  }

  private static boolean isKnown(Collector collector, String name) {
    return names(collector).contains(name);
  }

  private static TreeSet<String> names(Collector collector) {
    TreeSet<String> names = new TreeSet<>();
    collector
        .files()
        .files()
        .forEach(
            file -> {
              names.add(file.capability());
              file.figures().forEach(figure -> names.add(figure.name()));
            });
    return names;
  }
}
