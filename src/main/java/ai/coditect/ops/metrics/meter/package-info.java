/**
 * What a serving worker measures of itself, in one registry that is read twice: a scraper reads its
 * page, and once a minute its meters are written to Cloud Monitoring, with the same names and
 * labels. Durations are distributions, so that a slow tail is seen behind a good average. Nothing
 * of this is in a one-shot.
 */
@NullMarked
package ai.coditect.ops.metrics.meter;

import org.jspecify.annotations.NullMarked;
