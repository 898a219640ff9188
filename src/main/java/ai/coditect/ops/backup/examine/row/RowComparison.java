package ai.coditect.ops.backup.examine.row;

import ai.coditect.ops.backup.marker.Figure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One table of a copy beside what the marker counted.
 *
 * <p>To the row is claimed only of a tenant of whose table nothing was written since the marker:
 * then count and fingerprint are equal. A later version of a row hides what the row was, so of a
 * changed row only key and tenant are compared. A deleted row leaves nothing: how many went is
 * known, if rows tell when they were made, and is held against a tolerance and against what runs of
 * the worker deleted.
 *
 * @param counted rows at the marker
 * @param exact tenants that are equal to the row
 * @param written tenants to whose rows something was done
 * @param doubtful tenants of which a transaction that ran beside the marker leaves it open
 * @param altered tenants whose unchanged rows are not those that the marker counted
 * @param moved tenants that have as many rows from before, and others than they had
 * @param gone rows that went and that no run of the worker accounts for
 * @param endedTenants tenants that went as a whole and that no run of the worker ended
 * @param now rows in the copy
 */
public record RowComparison(
    String table,
    long counted,
    long exact,
    long written,
    long doubtful,
    List<String> altered,
    List<String> moved,
    long gone,
    long endedTenants,
    long now) {

  /**
   * @param byContent whether what the marker hashed of a row can still be hashed; otherwise rows
   *     are compared by key and tenant only
   * @param living tenants that have a row of their own in the copy
   * @param deleted rows that runs of the worker deleted, by tenant
   */
  public static RowComparison of(
      String table,
      Map<UUID, Figure> then,
      boolean byContent,
      Map<UUID, TenantRows> now,
      Set<UUID> living,
      Map<UUID, Long> deleted) {
    long counted = 0;
    long exact = 0;
    long written = 0;
    long doubtful = 0;
    long gone = 0;
    long ended = 0;
    List<String> altered = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    Set<UUID> tenants = new HashSet<>(then.keySet());
    tenants.addAll(now.keySet());
    for (UUID tenant : tenants) {
      Figure before = then.get(tenant);
      TenantRows after = now.getOrDefault(tenant, TenantRows.NONE);
      long rows = before == null ? 0 : before.rows();
      counted += rows;
      if (after.kept() - after.doubtful() > rows) {
        // Versions that the marker saw, and did not count here.
        altered.add(tenant.toString());
        continue;
      }
      if (before == null) {
        written += after.later() > 0 ? 1 : 0;
        continue;
      }
      if (!living.contains(tenant) && after.present() == 0) {
        // One that a run of the worker ended is accounted for.
        ended += deleted.getOrDefault(tenant, 0L) > 0 ? 0 : 1;
        continue;
      }
      if (after.doubtful() > 0) {
        doubtful++;
      } else if (byContent && after.kept() == rows) {
        if (!after.fingerprint().equals(new BigInteger(before.fingerprint()))) {
          altered.add(tenant.toString());
        } else {
          exact += after.later() == 0 ? 1 : 0;
          written += after.later() == 0 ? 0 : 1;
        }
      } else {
        written++;
      }
      long missing = rows - after.present();
      if (missing == 0 && after.doubtful() == 0 && after.beside() == 0) {
        if (!after.identity().equals(new BigInteger(before.identity()))) {
          moved.add(tenant.toString());
        }
      } else if (missing > 0) {
        gone += Math.max(0, missing - deleted.getOrDefault(tenant, 0L));
      }
    }
    long rowsNow = now.values().stream().mapToLong(each -> each.kept() + each.later()).sum();
    return new RowComparison(
        table, counted, exact, written, doubtful, altered, moved, gone, ended, rowsNow);
  }
}
