package ai.coditect.ops.metrics.write;

/**
 * What became of measurements that were to be written.
 *
 * @param written that are there now, those that waited among them
 * @param refused that can never be written, each told by name
 * @param waiting that will be tried again
 * @param lost that were let go: nobody needs them later, or too many waited
 */
public record WriteReport(long written, long refused, long waiting, long lost) {
  public static final WriteReport NOTHING = new WriteReport(0, 0, 0, 0);

  public WriteReport plus(WriteReport other) {
    return new WriteReport(
        written + other.written,
        refused + other.refused,
        waiting + other.waiting,
        lost + other.lost);
  }
}
