/** What a run may take: its pages, its counts by tenant, and the limits they are judged by. */
@NullMarked
package ai.coditect.ops.erasure.plan;

import org.jspecify.annotations.NullMarked;
