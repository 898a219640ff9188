package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.job.command.RoomCommand;

/** The command about plans, for tests of other packages. */
public final class PlanDoor {
  private PlanDoor() {}

  public static RoomCommand command() {
    return new PlanCommand();
  }
}
