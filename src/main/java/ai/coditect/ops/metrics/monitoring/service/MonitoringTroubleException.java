package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.problem.Problem;

/** The service took nothing of a request, or nobody knows what it took. */
public final class MonitoringTroubleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String status;

  /** What it is, and what helps. */
  public enum Kind {
    AWAY(
        true,
        "Cloud Monitoring does not answer",
        "See that the network lets the worker reach it; what may come late waits up to 25 hours."),
    FORBIDDEN(
        false,
        "Cloud Monitoring refuses the worker",
        "Give the worker's identity roles/monitoring.metricWriter on the project, and enable"
            + " monitoring.googleapis.com there; what may come late waits up to 25 hours."),
    EXHAUSTED(
        false,
        "Quota of Cloud Monitoring exhausted",
        "Raise the project's quota of time series ingestion requests, or see who else writes there;"
            + " what may come late waits."),
    NOT_FOUND(
        false,
        "The project is not known to Cloud Monitoring",
        "Correct GOOGLE_CLOUD_PROJECT, or enable monitoring.googleapis.com in that project."),
    FAULT(
        true,
        "Cloud Monitoring fails",
        "See the status page of Google Cloud; the worker tries again every minute.");

    private final boolean unsure;
    private final String what;
    private final String cure;

    Kind(boolean unsure, String what, String cure) {
      this.unsure = unsure;
      this.what = what;
      this.cure = cure;
    }
  }

  /**
   * @param status the service's word for it
   */
  public MonitoringTroubleException(Kind kind, String status) {
    super(status, null, false, false);
    this.kind = kind;
    this.status = status;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether points may have been taken all the same. */
  public boolean isUnsure() {
    return kind.unsure;
  }

  public Problem problem(String where) {
    return new Problem(kind.what + " (" + status + ").", where, kind.cure);
  }
}
