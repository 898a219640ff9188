/**
 * Where packages lie until they expire: a directory or a bucket. What has its final name is whole.
 */
@NullMarked
package ai.coditect.ops.export.shelf;

import org.jspecify.annotations.NullMarked;
