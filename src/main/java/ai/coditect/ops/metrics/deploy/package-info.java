/**
 * Brings what is rendered into Cloud Monitoring: finds its own by their labels, makes what is
 * missing, replaces what says something else, takes away what nothing renders any more, and leaves
 * everything of others alone. Stopped anywhere, the next time ends in the same state.
 */
@NullMarked
package ai.coditect.ops.metrics.deploy;

import org.jspecify.annotations.NullMarked;
