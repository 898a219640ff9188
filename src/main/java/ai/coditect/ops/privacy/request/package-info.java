/**
 * What requests of people have in common, whatever they ask for: how they are read, which of them
 * are taken, and how much time is left to answer them.
 */
@NullMarked
package ai.coditect.ops.privacy.request;

import org.jspecify.annotations.NullMarked;
