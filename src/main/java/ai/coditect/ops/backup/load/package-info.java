/** How busy the instance is, as Cloud Monitoring shows it: its processor and its memory. */
@NullMarked
package ai.coditect.ops.backup.load;

import org.jspecify.annotations.NullMarked;
