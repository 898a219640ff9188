/** k8s/deploy against stand-ins of gcloud and kubectl that keep what exists. */
@NullMarked
package ai.coditect.ops.deployment.script;

import org.jspecify.annotations.NullMarked;
