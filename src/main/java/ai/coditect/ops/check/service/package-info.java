/**
 * Items about services that no room works with by itself: what a bucket does, which secrets are
 * there.
 */
@NullMarked
package ai.coditect.ops.check.service;

import org.jspecify.annotations.NullMarked;
