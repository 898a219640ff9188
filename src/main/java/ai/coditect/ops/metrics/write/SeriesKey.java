package ai.coditect.ops.metrics.write;

import java.util.SortedMap;

/** A series of one scope: a metric with one value for each label. */
public record SeriesKey(String metric, SortedMap<String, String> labels) {}
