/** Documents that follow from the files under jobs/, beside those that were written before. */
@NullMarked
package ai.coditect.ops.job.render;

import org.jspecify.annotations.NullMarked;
