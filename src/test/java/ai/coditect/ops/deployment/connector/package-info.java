/** The objects of k8s/gcp, held against their schemas, the values and the checklist. */
@NullMarked
package ai.coditect.ops.deployment.connector;

import org.jspecify.annotations.NullMarked;
