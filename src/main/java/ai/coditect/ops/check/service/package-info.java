/** Items about services that this version does not ask: each says so, and what it would need. */
@NullMarked
package ai.coditect.ops.check.service;

import org.jspecify.annotations.NullMarked;
