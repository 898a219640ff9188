package ai.coditect.ops.local;

/** An answer in Google's form of an error. */
public final class RestRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int code;
  final String reason;

  public RestRefusal(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static RestRefusal noBucket() {
    return new RestRefusal(404, "notFound", "The specified bucket does not exist.");
  }

  static RestRefusal noObject(String bucket, String name) {
    return new RestRefusal(404, "notFound", "No such object: " + bucket + "/" + name);
  }

  static RestRefusal precondition() {
    return new RestRefusal(
        412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
  }

  public static RestRefusal invalid(String message) {
    return new RestRefusal(400, "invalid", message);
  }
}
