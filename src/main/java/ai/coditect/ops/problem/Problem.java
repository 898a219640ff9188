package ai.coditect.ops.problem;

/** An error a person can act on: what is wrong, where, and what to do about it. */
public record Problem(String what, String where, String cure) {
  @Override
  public String toString() {
    return where + ": " + what + " " + cure;
  }
}
