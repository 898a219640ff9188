/**
 * One bite of destruction: lock, look for holds, delete and anonymise as the map says, prove the
 * absence.
 */
@NullMarked
package ai.coditect.ops.erasure.purge;

import org.jspecify.annotations.NullMarked;
