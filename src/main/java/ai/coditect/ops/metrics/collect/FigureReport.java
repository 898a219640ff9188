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
 * @param takenAt when the value that is told was read; empty where there is none
 * @param age of that value; without one, how long there has been none
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
