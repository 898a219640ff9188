package ai.coditect.ops.backup.examine.fault;

import ai.coditect.ops.backup.examine.Examination;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way to damage a copy, and the check that has to name it. */
public enum Fault {
  LOST_ROWS("rows-kept"),
  TRUNCATED_TABLE("tables-not-emptied"),
  SWAPPED_TENANTS("rows-keep-their-tenant"),
  LOST_TAIL("no-lost-tail"),
  STALE_MARKER("newest-marker"),
  TAMPERED_SIGNATURE("marker-signature"),
  TAMPERED_MARKER("marker-signature"),
  TAMPERED_FIGURES("marker-figures"),
  DROPPED_POLICY("policies"),
  OPEN_POLICY("tenant-reads-own-rows"),
  SECURITY_NOT_FORCED("row-security"),
  SECURITY_OFF("row-security"),
  MISSING_GRANT("column-grants"),
  EXCESS_GRANT("table-grants"),
  EXCESS_MEMBERSHIP("memberships"),
  RESET_SEQUENCE("sequences-not-behind"),
  RESET_IDENTITY("sequences-ahead"),
  CHANGED_TYPE("columns"),
  NULLS_ALLOWED("columns"),
  DISABLED_TRIGGER("triggers-on"),
  DROPPED_INDEX("indexes"),
  CHANGED_FUNCTION("functions"),
  UNVALIDATED_CONSTRAINT("constraints-validated"),
  LOST_HOLDS("file-legal-holds"),
  INVALID_INDEX(false, "indexes-valid"),
  ORPHANED_ROW(false, "foreign-keys-hold"),
  EXTRA_SUPERUSER(false, "roles");

  private final boolean onCloudSql;
  private final String check;

  Fault(String check) {
    this(true, check);
  }

  Fault(boolean onCloudSql, String check) {
    this.onCloudSql = onCloudSql;
    this.check = check;
  }

  /** The word in a drill's record. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether an administrator can do it there, who is no superuser. */
  public boolean isPossibleOnCloudSql() {
    return onCloudSql;
  }

  /** The check that has to name it. */
  String check() {
    return check;
  }

  String file() {
    return "sql/faults/" + name().toLowerCase(Locale.ROOT) + ".sql";
  }

  /** Whether an examination names it that the one before did not. */
  public boolean isNamed(Examination before, Examination after) {
    return after.names(Examination.Verdict.FAILED).contains(check)
        && !before.names(Examination.Verdict.FAILED).contains(check);
  }

  /** Whether the check that would name it had an answer, and a good one, before. */
  boolean canBeNamed(Examination before) {
    return before.names(Examination.Verdict.OK).contains(check);
  }

  static List<Fault> possible(boolean onCloudSql) {
    return Arrays.stream(values()).filter(fault -> !onCloudSql || fault.onCloudSql).toList();
  }
}
