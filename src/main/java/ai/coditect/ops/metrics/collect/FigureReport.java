package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the collection of one figure went.
 *
 * @param why in our words; empty where there is nothing to say
 * @param took how long its question took when it was last asked
 * @param rows of its last answer
 * @param refused how many of these are not told
 * @param takenAt when it was last read without a fault; empty where it never was
 * @param age since then; where it never was, since there could have been a value
 */
public record FigureReport(
    MetricFigure figure,
    String file,
    String capability,
    FigureResult result,
    String why,
    Duration took,
    int rows,
    int refused,
    Optional<Instant> takenAt,
    Duration age) {}
