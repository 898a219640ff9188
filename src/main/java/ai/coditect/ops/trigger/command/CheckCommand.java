package ai.coditect.ops.trigger.command;

import ai.coditect.ops.check.CheckList;
import ai.coditect.ops.check.CheckList.Item;
import ai.coditect.ops.check.CheckList.Report;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "check", description = "Go through the deployment checklist, item by item.")
final class CheckCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final Answer answer = new Answer();

  CheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      OpsEnvironment environment =
          OpsEnvironment.read(session.environment(), EnumSet.of(Need.DATABASE));
      if (!answer.json) {
        Answer.list(session.err(), "warning", environment.warnings());
      }
      try (var context =
          WorkerStart.start(
              session.source(), environment, WorkerStart.Shape.ONE_SHOT, answer.debug)) {
        Report report = context.getBean(CheckList.class).examine();
        print(report.items(), report.exitCode());
        return report.exitCode();
      }
    } catch (RuntimeException e) {
      StartFailure failure = answer.explain(session, e);
      Finding finding =
          failure.exitCode() == 3
              ? Finding.refused(failure.problems())
              : Finding.failed(failure.problems());
      print(List.of(new Item("the worker starts", finding)), failure.exitCode());
      return failure.exitCode();
    }
  }

  private void print(List<Item> items, int exitCode) {
    if (answer.json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", exitCode == 0);
      document.put("items", items.stream().map(CheckCommand::document).toList());
      document.put(
          "problems",
          Answer.problems(
              items.stream().flatMap(item -> item.finding().problems().stream()).toList()));
      Answer.document(session.out(), document);
      return;
    }
    for (Item item : items) {
      Finding finding = item.finding();
      session
          .out()
          .println(
              String.format("%-15s", label(finding.state()).replace('-', ' '))
                  + item.claim()
                  + (finding.detail().isEmpty() ? "" : " (" + finding.detail() + ")"));
      finding
          .problems()
          .forEach(
              problem -> {
                session.out().println(" ".repeat(15) + problem.where() + ": " + problem.what());
                session.out().println(" ".repeat(15) + problem.cure());
              });
    }
  }

  private static Map<String, Object> document(Item item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("claim", item.claim());
    fields.put("state", label(item.finding().state()));
    fields.put("refused", item.finding().refused());
    fields.put("detail", item.finding().detail());
    fields.put("problems", Answer.problems(item.finding().problems()));
    return fields;
  }

  private static String label(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
