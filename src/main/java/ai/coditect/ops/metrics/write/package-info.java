/**
 * What is measured, in the worker's own words, and how it waits to be written: nothing here knows
 * who takes it. Values that can never be written are told apart before anything is sent, and what
 * waits takes a bounded number of bytes however long nobody takes it.
 */
@NullMarked
package ai.coditect.ops.metrics.write;

import org.jspecify.annotations.NullMarked;
