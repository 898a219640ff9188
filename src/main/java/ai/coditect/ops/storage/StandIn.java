package ai.coditect.ops.storage;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;

/** Where a stand-in of Cloud Storage listens. Apart from the client, which takes long to load. */
public final class StandIn {
  private StandIn() {}

  /** The ecosystem writes the address of a stand-in with or without its scheme. */
  public static String root(String host) {
    String root = host.strip().replaceAll("/+$", "");
    if (!root.matches("https?://.*")) {
      root = "http://" + root;
    }
    if (!root.matches(
        "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?")) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "STORAGE_EMULATOR_HOST is not an address.",
                  "environment",
                  "Set it to host:port or http://host:port, or remove it to use Google's"
                      + " service.")));
    }
    return root;
  }
}
