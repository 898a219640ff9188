/**
 * Figures as they are read and handed on: rows are held against what their figure may say, so that
 * nothing but numbers, ids and known words leaves the worker.
 */
@NullMarked
package ai.coditect.ops.metrics.figure;

import org.jspecify.annotations.NullMarked;
