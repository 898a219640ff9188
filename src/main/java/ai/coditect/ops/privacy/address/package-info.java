/**
 * E-mail addresses as they are stored and as they are typed: the one form of every spelling, and
 * what the versions before it may have hashed. All of it only ever protects.
 */
@NullMarked
package ai.coditect.ops.privacy.address;

import org.jspecify.annotations.NullMarked;
