package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.schedule.QuartzStore.Stuck;
import java.time.Duration;
import java.util.List;

/** No trigger waits for somebody: those that nobody fires, by job and reason. */
final class TriggersCheck implements Check {
  private final QuartzStore store;
  private final Duration overdue;

  TriggersCheck(QuartzStore store, Duration overdue) {
    this.store = store;
    this.overdue = overdue;
  }

  @Override
  public String claim() {
    return "every schedule and every queued run is fired";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "schedules";
  }

  @Override
  public Finding examine() {
    List<Problem> problems = store.stuck(overdue).stream().map(TriggersCheck::problem).toList();
    return problems.isEmpty() ? Finding.ok("no trigger waits") : Finding.failed(problems);
  }

  static Problem problem(Stuck stuck) {
    String which =
        stuck.scheduled()
            ? "The schedule"
            : stuck.triggers() == 1 ? "A queued run" : stuck.triggers() + " queued runs";
    String where =
        "job " + stuck.job() + ", trigger " + stuck.example() + ", group " + stuck.groupName();
    if (stuck.state().startsWith("PAUSED")) {
      if (stuck.description().equals("cannot be read") && stuck.scheduled()) {
        return new Problem(
            which + " cannot be read, and was set aside.",
            where,
            "Start a worker with serve: it writes it anew within a minute; if one serves, see its"
                + " log.");
      }
      return stuck.description().equals("cannot be read")
          ? new Problem(
              which + " cannot be read, and was set aside.",
              where,
              "Ask for the run again, then remove the trigger: see \"A trigger that is set aside\" in"
                  + " src/docs/operating.md.")
          : new Problem(
              which + " is paused by hand.",
              where,
              "When it may go on, see \"A paused trigger\" in src/docs/operating.md, for the group "
                  + stuck.groupName()
                  + ".");
    }
    if (stuck.description().equals(PutOffRuns.PUT_OFF + PutOffRuns.CANNOT_BEGIN)) {
      return new Problem(
          which + " cannot begin, though the database answers.",
          where,
          "The worker's log says what stands against it (run could not begin, or trigger kept);"
              + " once that is gone it begins by itself.");
    }
    if (stuck.description().equals(PutOffRuns.PUT_OFF + PutOffRuns.REFUSED)) {
      return new Problem(
          which + " waits, because it is refused.",
          where,
          "The worker's log says by what (run refused, and not on record), with the cure; once that"
              + " is gone it begins by itself.");
    }
    if (stuck.description().startsWith(PutOffRuns.PUT_OFF)) {
      String why = stuck.description().substring(PutOffRuns.PUT_OFF.length());
      return new Problem(
          which + " waits: no worker has taken it yet; to the last one that looked, " + why + ".",
          where,
          cureOfPutOff(stuck.job(), why));
    }
    return new Problem(
        which
            + " should have been fired"
            + (stuck.since() == null ? "" : " at " + stuck.since().toInstant())
            + ", and its trigger is "
            + stuck.state()
            + ".",
        where,
        "Start a worker with serve: it heals this within two minutes; if one serves, see its log.");
  }

  private static String cureOfPutOff(String job, String why) {
    if (why.equals(RunTrigger.DOES_NOT_FIT)) {
      return "Start a version with serve whose jobs/"
          + job
          + ".yaml has its parameters, or give a worker the setting that its log says is missing; it"
          + " goes on there by itself.";
    }
    if (why.equals(RunTrigger.CANNOT_BE_READ)) {
      return "Start a version with serve that can read it; it goes on there by itself. If there is"
          + " none, ask for the run of "
          + job
          + " again, then remove the trigger: see \"A trigger that is set aside\" in"
          + " src/docs/operating.md.";
    }
    return "Start a version with serve that knows job "
        + job
        + "; it goes on there by itself. If the job is retired for good, see \"A retired job\" in"
        + " src/docs/operating.md.";
  }
}
