/** Job files: read, checked as a whole, and joined with the code they describe. */
@NullMarked
package ai.coditect.ops.job.file;

import org.jspecify.annotations.NullMarked;
