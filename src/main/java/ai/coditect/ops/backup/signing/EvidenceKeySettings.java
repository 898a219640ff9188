package ai.coditect.ops.backup.signing;

import ai.coditect.ops.problem.ProblemsException;

/** OPS_EVIDENCE_KEY as it was given, read when it is needed. Never shown. */
public final class EvidenceKeySettings {
  private final String value;

  public EvidenceKeySettings(String value) {
    this.value = value;
  }

  public boolean isGiven() {
    return !value.isBlank();
  }

  /**
   * @throws ProblemsException when it is missing or no key
   */
  public EvidenceKeys keys() {
    return EvidenceKeys.read(value);
  }
}
