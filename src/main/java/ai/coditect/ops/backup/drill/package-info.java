/**
 * The restore drill: a backup is restored into an instance that is made for it and removed
 * afterwards, and what it holds is examined. A restartable run with a stage for each part; whatever
 * fails, the instance goes.
 */
@NullMarked
package ai.coditect.ops.backup.drill;

import org.jspecify.annotations.NullMarked;
