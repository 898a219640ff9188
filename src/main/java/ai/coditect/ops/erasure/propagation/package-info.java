/**
 * Erasure in the stores beside this database. Each is asked about every deletion in the transaction
 * that makes it; whom it still has to forget is kept until it says that it is done, and forgotten
 * in the transaction that writes its answer down. A request is complete when all have answered.
 */
@NullMarked
package ai.coditect.ops.erasure.propagation;

import org.jspecify.annotations.NullMarked;
