/** The stages that a purge and a replay share: a plan is written, and then carried out by pages. */
@NullMarked
package ai.coditect.ops.erasure.stage;

import org.jspecify.annotations.NullMarked;
