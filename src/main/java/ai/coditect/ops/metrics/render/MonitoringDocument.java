package ai.coditect.ops.metrics.render;

import java.util.Map;

/**
 * One thing that Cloud Monitoring is given.
 *
 * @param id by which it is found again
 * @param hash of what it says; the same hash, nothing to do
 * @param json with the labels by which it is found
 */
public record MonitoringDocument(Kind kind, String id, String hash, Map<String, Object> json) {
  /** Whose the things of the worker are. */
  public static final String OWNER = "ops-worker";

  public static final String OWNER_LABEL = "owner";
  public static final String ID_LABEL = "rule";
  public static final String HASH_LABEL = "spec";

  /** Stands for the project's id in what has to name it; whoever applies it puts that in. */
  public static final String PROJECT = "PROJECT_ID";

  /** In the order in which they are made. */
  public enum Kind {
    DESCRIPTOR("descriptors/"),
    SERVICE("objectives/"),
    OBJECTIVE("objectives/"),
    DASHBOARD("dashboards/"),
    POLICY("policies/");

    private final String directory;

    Kind(String directory) {
      this.directory = directory;
    }
  }

  public String path() {
    return kind.directory + id + ".json";
  }
}
