/**
 * The benchmark: the worker beside raw SQL or a bare client in the same run, reported as ratios.
 * Nothing here fails because of a time.
 */
@NullMarked
package ai.coditect.ops.bench;

import org.jspecify.annotations.NullMarked;
