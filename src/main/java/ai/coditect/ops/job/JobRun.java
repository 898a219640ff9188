package ai.coditect.ops.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a bite is told about the run it belongs to.
 *
 * @param id the run's id in the ledger and in every audit row
 * @param asOf the instant the run decides by, fixed once, in whole microseconds; a restart uses the
 *     same
 * @param parameters the job file's parameters that were given, by name
 * @param bite how many rows one bite may take
 * @param partition which share of a partitioned stage this is
 * @param bookmark what the partition's last committed bite left; empty before the first
 * @param finished the last bookmark of each finished, unpartitioned stage, by stage name
 * @param approved true when a person let the run go on after it was parked
 */
public record JobRun(
    UUID id,
    String job,
    String key,
    Instant asOf,
    Map<String, String> parameters,
    int bite,
    Partition partition,
    Optional<String> bookmark,
    Map<String, String> finished,
    boolean approved) {

  /** Share {@code index} (from 0) of {@code count}. */
  public record Partition(int index, int count) {
    public static final Partition WHOLE = new Partition(0, 1);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
