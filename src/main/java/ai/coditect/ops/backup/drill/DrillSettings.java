package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How drills are carried out.
 *
 * @param prefix what the names of throwaway instances begin with
 * @param backup which backup is restored
 * @param tier the machine of the throwaway instance; left out, the source's
 * @param network its private network; left out, the source's
 * @param longest how long a drill may take before its instance is removed
 * @param connectWithin how long the restored instance may take to let the worker in
 * @param removeWithin how long the removal may take
 * @param leftoversAfter how old an instance of a run that is over has to be to be removed
 * @param keepFailed for how long the instance of a failed drill is kept; {@code 0s} removes it
 * @param cost what a drill may cost
 * @param mostInstances how many instances of drills there may be at a time
 * @param recoveryPoint how much may be lost (RPO)
 * @param recoveryTime how long a recovery may take (RTO)
 * @param tolerance how many rows tenants may delete between a marker and a backup
 * @param extensions what the service offers of what the database needs
 */
public record DrillSettings(
    String prefix,
    Choice backup,
    Optional<String> tier,
    Optional<String> network,
    Duration longest,
    Duration connectWithin,
    Duration removeWithin,
    Duration leftoversAfter,
    Duration keepFailed,
    Cost cost,
    int mostInstances,
    Duration recoveryPoint,
    Duration recoveryTime,
    Tolerance tolerance,
    List<String> extensions) {

  /** Which backup is restored. */
  public enum Choice {
    NEWEST,
    RANDOM
  }

  /**
   * In whatever currency the bill is.
   *
   * @param perHour what the throwaway instance costs
   * @param most what one drill may cost, its kept copy included
   */
  public record Cost(double perHour, double most) {
    public Cost {
      if (perHour <= 0 || most <= 0) {
        throw new IllegalArgumentException("per-hour and most are more than nothing.");
      }
    }

    Duration affordable() {
      return Duration.ofSeconds((long) (most / perHour * 3600));
    }
  }

  public DrillSettings {
    List<String> problems = new ArrayList<>();
    if (!prefix.matches("[a-z][a-z0-9-]{0,19}") || prefix.endsWith("-")) {
      problems.add("prefix is up to 20 lower-case letters, digits and hyphens.");
    }
    for (Duration length :
        List.of(longest, connectWithin, removeWithin, recoveryPoint, recoveryTime)) {
      if (length.isNegative() || length.isZero()) {
        problems.add(
            "longest, connect-within, remove-within, recovery-point and recovery-time are above"
                + " nothing.");
        break;
      }
    }
    if (leftoversAfter.isNegative() || keepFailed.isNegative()) {
      problems.add("leftovers-after and keep-failed are not negative.");
    }
    if (mostInstances < 1) {
      problems.add("most-instances is at least 1.");
    }
    if (cost.affordable().compareTo(keepFailed) <= 0) {
      problems.add("cost.most does not pay for keep-failed, let alone for the drill before it.");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
    extensions = List.copyOf(extensions);
  }

  /** How long a drill may take until its examination is over: as is said, or as is paid for. */
  Duration limit() {
    Duration paid = cost.affordable().minus(keepFailed);
    return paid.compareTo(longest) < 0 ? paid : longest;
  }

  /** What was in force, for the record. */
  Map<String, String> described() {
    Map<String, String> all = new TreeMap<>();
    all.put("backup", backup.name());
    all.put("prefix", prefix);
    all.put("longest", limit().toString());
    all.put("connect-within", connectWithin.toString());
    all.put("remove-within", removeWithin.toString());
    all.put("leftovers-after", leftoversAfter.toString());
    all.put("most-instances", Integer.toString(mostInstances));
    all.put("extensions", String.join(", ", extensions));
    all.put("keep-failed", keepFailed.toString());
    all.put("cost-per-hour", Double.toString(cost.perHour()));
    all.put("cost-most", Double.toString(cost.most()));
    all.put("tolerance", tolerance.rows() + " rows, " + tolerance.percent() + " %");
    all.put("recovery-point", recoveryPoint.toString());
    all.put("recovery-time", recoveryTime.toString());
    tier.ifPresent(name -> all.put("tier", name));
    network.ifPresent(name -> all.put("network", name));
    return all;
  }
}
