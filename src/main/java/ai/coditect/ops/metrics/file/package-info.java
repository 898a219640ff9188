/**
 * Metric files: which figures there are, how they are called and labelled, and who answers them.
 * Read strictly; a file that is not right is told with its cure, and only itself is left out.
 */
@NullMarked
package ai.coditect.ops.metrics.file;

import org.jspecify.annotations.NullMarked;
