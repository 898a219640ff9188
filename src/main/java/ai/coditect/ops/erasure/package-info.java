/**
 * Erasure that stays erased (GDPR Art. 17): who is due by retention or by request is planned,
 * bounded, taken out of every place that the map of personal data names, and written into the
 * ledger outside before the deletion commits. What is held is kept and said; what a restored backup
 * brings back is erased again.
 */
@NullMarked
package ai.coditect.ops.erasure;

import org.jspecify.annotations.NullMarked;
