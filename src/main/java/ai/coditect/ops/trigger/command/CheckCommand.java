package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.Check;
import ai.coditect.ops.job.Check.Finding;
import ai.coditect.ops.job.Check.Finding.State;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.util.ArrayList;
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

  /** An item of the checklist with what was found. */
  private record Item(String claim, Finding finding) {}

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
        List<Item> items = new ArrayList<>();
        context
            .getBeanProvider(Check.class)
            .orderedStream()
            .forEach(check -> items.add(new Item(check.claim(), examine(check))));
        print(items);
        return exitCode(items);
      }
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  private static Finding examine(Check check) {
    try {
      return check.examine();
    } catch (RuntimeException e) {
      StartFailure failure = StartFailure.of(e);
      return new Finding(State.FAILED, failure.exitCode() == 3, "", failure.problems());
    }
  }

  private static int exitCode(List<Item> items) {
    if (items.stream().anyMatch(item -> item.finding().refused())) {
      return 3;
    }
    return items.stream().anyMatch(item -> item.finding().state() == State.FAILED) ? 1 : 0;
  }

  private void print(List<Item> items) {
    if (answer.json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", exitCode(items) == 0);
      document.put("items", items.stream().map(CheckCommand::document).toList());
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
