package ai.coditect.ops.license;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a run looks for due licenses; the bookmark of the stage "plan".
 *
 * @param blocks how many blocks of the heap the windows cover
 * @param tables in how many tables, partitions each, the rows are that a window covers
 * @param startedAt when a sweep of the whole table started
 * @param clearing whether the list of changes is still being dropped, since the windows cover it
 */
record SweepPlan(
    Kind kind,
    long blocks,
    int tables,
    Optional<Instant> startedAt,
    boolean clearing,
    List<Range> ranges) {

  enum Kind {
    /** Every license, block after block. */
    WINDOWS,
    /** By index, the end dates that came due since the watermark. */
    RANGES,
    /** Every license of one organization. */
    ORGANIZATION,
    /** Nothing but the list of changes. */
    CHANGES
  }

  /** End dates after one instant, up to and including another. */
  record Range(Instant after, Instant until) {}

  static SweepPlan windows(long blocks, int tables, Instant startedAt, boolean clearing) {
    return new SweepPlan(Kind.WINDOWS, blocks, tables, Optional.of(startedAt), clearing, List.of());
  }

  static SweepPlan ranges(List<Range> ranges) {
    return new SweepPlan(Kind.RANGES, 0, 1, Optional.empty(), false, ranges);
  }

  static SweepPlan of(Kind kind) {
    return new SweepPlan(kind, 0, 1, Optional.empty(), false, List.of());
  }

  SweepPlan cleared() {
    return new SweepPlan(kind, blocks, tables, startedAt, false, ranges);
  }

  boolean movesWatermark() {
    return kind == Kind.WINDOWS || kind == Kind.RANGES;
  }

  String text() {
    Stream<String> words =
        kind == Kind.WINDOWS
            ? Stream.of(
                Long.toString(blocks),
                startedAt.orElseThrow().toString(),
                Boolean.toString(clearing),
                Integer.toString(tables))
            : ranges.stream().map(range -> range.after() + "/" + range.until());
    return Stream.concat(Stream.of(kind.name()), words).collect(Collectors.joining(" "));
  }

  static SweepPlan parse(String text) {
    List<String> words = Arrays.asList(text.split(" "));
    Kind kind = Kind.valueOf(words.get(0));
    return switch (kind) {
      case WINDOWS ->
          // An earlier version knew one table only.
          windows(
              Long.parseLong(words.get(1)),
              words.size() > 4 ? Integer.parseInt(words.get(4)) : 1,
              Instant.parse(words.get(2)),
              Boolean.parseBoolean(words.get(3)));
      case RANGES ->
          ranges(
              words.stream()
                  .skip(1)
                  .map(word -> word.split("/"))
                  .map(ends -> new Range(Instant.parse(ends[0]), Instant.parse(ends[1])))
                  .toList());
      default -> of(kind);
    };
  }
}
