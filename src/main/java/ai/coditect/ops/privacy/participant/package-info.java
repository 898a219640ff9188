/**
 * The stores beside this database that hold data of the same people, as {@code
 * jobs/participants.yaml} declares them. Erasure asks them, certificates and copies name them.
 */
@NullMarked
package ai.coditect.ops.privacy.participant;

import org.jspecify.annotations.NullMarked;
