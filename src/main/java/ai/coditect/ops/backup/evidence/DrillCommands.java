package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.signing.EvidenceKeySettings;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is on record about drills; none of these commands changes anything. */
final class DrillCommands {
  private static final String SINCE = "since";
  private static final String UNTIL = "until";
  private static final String DRILL = "drill";
  private static final String HTML = "html";
  private static final int MOST = 10_000;

  private DrillCommands() {}

  /** Reads only, and needs the database. */
  private abstract static class Reading implements RoomCommand {
    @Override
    public final boolean writes() {
      return false;
    }
  }

  static final class Overview extends Reading {
    @Override
    public String name() {
      return "drills list";
    }

    @Override
    public String description() {
      return "List restore drills with verdict, recovery point and recovery time, the newest first.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          Argument.option(SINCE, Type.INSTANT, "Only drills that started from then on."),
          Argument.option(UNTIL, Type.INSTANT, "Only drills that started before."));
    }

    @Override
    public Reply run(Given given, Room room) {
      return within(
          this,
          given,
          (since, until) -> {
            List<Drill> drills = room.get(DrillStore.class).list(since, until, MOST);
            List<String> text = new ArrayList<>();
            for (Drill drill : drills) {
              text.add(
                  "%s  %s  %-13s  %-12s  RPO %-9s RTO %s"
                      .formatted(
                          drill.id(),
                          drill.startedAt(),
                          drill.level().label(),
                          drill.verdict().map(Drill.Verdict::label).orElse("under way"),
                          DurationText.of(drill.recoveryPoint()),
                          DurationText.of(drill.recoveryTime())));
            }
            if (drills.isEmpty()) {
              text.add("There is no drill on record for that time.");
            }
            return Reply.done(
                Map.of("drills", drills.stream().map(DrillDocument::brief).toList()), text);
          });
    }
  }

  static final class Show extends Reading {
    @Override
    public String name() {
      return "drills show";
    }

    @Override
    public String description() {
      return "Tell everything about one restore drill.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          Argument.positional(DRILL, Type.UUID, "The drill, or its run."),
          Argument.option(HTML, Type.BOOLEAN, "Print it as one self-contained page."));
    }

    @Override
    public Reply run(Given given, Room room) {
      DrillStore store = room.get(DrillStore.class);
      var id = given.uuid(DRILL).orElseThrow();
      Optional<Drill> found = store.find(id).or(() -> store.ofRun(id));
      if (found.isEmpty()) {
        return Reply.wrong(
            new Problem(
                "No drill has this id.", "ops-worker " + name(), "\"drills list\" has the ids."));
      }
      Drill drill = found.get();
      Map<String, Object> document = DrillDocument.whole(drill);
      if (given.flag(HTML)) {
        String page =
            DrillPage.of(drill, store.list(Instant.EPOCH, drill.startedAt().plusSeconds(1), 100));
        document.put(HTML, page);
        return Reply.done(document, List.of(page.strip()));
      }
      return Reply.done(document, text(drill));
    }

    private static List<String> text(Drill drill) {
      List<String> text = new ArrayList<>();
      text.add("drill     " + drill.id() + ", run " + drill.run());
      text.add("verdict   " + drill.verdict().map(Drill.Verdict::label).orElse("under way"));
      text.add("started   " + drill.startedAt() + " by " + drill.startedBy());
      text.add("stage     " + drill.stage().label());
      text.add("backup    " + drill.backup().map(Drill.Backup::id).orElse("none"));
      text.add("copy      " + drill.target().orElse("none"));
      text.add("RPO       " + DurationText.of(drill.recoveryPoint()));
      text.add("RTO       " + DurationText.of(drill.recoveryTime()));
      drill
          .control()
          .ifPresent(
              control ->
                  text.add(
                      "fault     "
                          + control.fault()
                          + (control.named() ? ", named" : ", NOT named")));
      for (Examination.Result result : drill.checks()) {
        text.add(
            "  %-15s %-26s %s"
                .formatted(result.verdict().label(), result.name(), result.measured()));
      }
      drill.problems().forEach(problem -> text.add("problem   " + problem));
      return text;
    }
  }

  static final class Evidence extends Reading {
    @Override
    public String name() {
      return "drills evidence";
    }

    @Override
    public String description() {
      return "Print the drills of a time as one signed file for an auditor.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          Argument.requiredOption(SINCE, Type.INSTANT, "Drills that started from then on."),
          Argument.option(UNTIL, Type.INSTANT, "Drills that started before; now if left out."));
    }

    @Override
    public Reply run(Given given, Room room) {
      EvidenceKeys keys;
      try {
        keys = room.get(EvidenceKeySettings.class).keys();
      } catch (ProblemsException e) {
        return new Reply(2, Map.of(), List.of(), e.problems());
      }
      return within(
          this,
          given,
          (since, until) -> {
            List<String> lines =
                EvidenceFile.write(
                    room.get(DrillStore.class).list(since, until, MOST),
                    since,
                    until,
                    given.now(),
                    keys);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("file", String.join("\n", lines) + "\n");
            document.put("keyId", keys.id());
            return Reply.done(document, lines);
          });
    }
  }

  static final class PublicKey extends Reading {
    @Override
    public String name() {
      return "drills key";
    }

    @Override
    public String description() {
      return "Print the public key that markers and evidence are checked with.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of();
    }

    @Override
    public Reply run(Given given, Room room) {
      try {
        EvidenceKeys keys = room.get(EvidenceKeySettings.class).keys();
        return Reply.done(
            Map.of("keyId", keys.id(), "publicKey", keys.publicText()), List.of(keys.publicText()));
      } catch (ProblemsException e) {
        return new Reply(2, Map.of(), List.of(), e.problems());
      }
    }
  }

  @FunctionalInterface
  private interface Spanned {
    Reply over(Instant since, Instant until);
  }

  private static Reply within(RoomCommand command, Given given, Spanned work) {
    Instant since = given.instant(SINCE).orElse(Instant.EPOCH);
    Instant until = given.instant(UNTIL).orElse(given.now());
    if (!since.isBefore(until)) {
      return Reply.wrong(
          new Problem(
              "--since is not before --until, or lies in the future.",
              "ops-worker " + command.name(),
              "Swap them."));
    }
    return work.over(since, until);
  }
}
