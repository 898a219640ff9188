/**
 * Writing to Cloud Monitoring. A point that the service refuses holds up no other one; what nobody
 * knows the fate of is sent again, and the service's own order tells whether it had landed; what
 * may come late waits for the service, within bounds. Business figures are written by one worker at
 * a time, under the database's clock and never before what another has written; each process writes
 * its own figures whatever the database does. Every refusal is told by name, once, with its cure.
 */
@NullMarked
package ai.coditect.ops.metrics.monitoring;

import org.jspecify.annotations.NullMarked;
