/** The network policy, enforced by a kernel around a real worker. */
@NullMarked
package ai.coditect.ops.deployment.network;

import org.jspecify.annotations.NullMarked;
