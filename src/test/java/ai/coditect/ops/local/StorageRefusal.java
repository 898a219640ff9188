package ai.coditect.ops.local;

/** An answer in Google's form of an error. */
final class StorageRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int code;
  final String reason;

  StorageRefusal(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static StorageRefusal noBucket() {
    return new StorageRefusal(404, "notFound", "The specified bucket does not exist.");
  }

  static StorageRefusal noObject(String bucket, String name) {
    return new StorageRefusal(404, "notFound", "No such object: " + bucket + "/" + name);
  }

  static StorageRefusal precondition() {
    return new StorageRefusal(
        412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
  }

  static StorageRefusal invalid(String message) {
    return new StorageRefusal(400, "invalid", message);
  }
}
