/**
 * The negative control of a drill: damages a copy on purpose, in one of many ways drawn at random,
 * and says whether an examination names the damage. Nothing here may reach anything but a copy: a
 * login made on the throwaway instance is all it is given.
 */
@NullMarked
package ai.coditect.ops.backup.examine.fault;

import org.jspecify.annotations.NullMarked;
