/** Reads YAML strictly: every problem of a file at once, each with its line, its key and a cure. */
@NullMarked
package ai.coditect.ops.problem.yaml;

import org.jspecify.annotations.NullMarked;
