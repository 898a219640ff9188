package ai.coditect.ops;

/** Entry point of the worker. */
public final class OpsWorker {
  private OpsWorker() {}

  public static void main(String[] args) {}
}
