/** What is deployed around the worker: the objects of Google Cloud, the script, and the guide. */
@NullMarked
package ai.coditect.ops.deployment;

import org.jspecify.annotations.NullMarked;
