/**
 * What a copy says when it is tried as one role or another. Everything that is tried is taken back,
 * except what the copy's administrator is told to do.
 */
@NullMarked
package ai.coditect.ops.backup.examine.trial;

import org.jspecify.annotations.NullMarked;
