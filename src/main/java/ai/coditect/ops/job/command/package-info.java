/**
 * How a room below the command line adds a command to it: a class that says its name and arguments
 * without anything being started, and does its work in the worker that is started for it.
 */
@NullMarked
package ai.coditect.ops.job.command;

import org.jspecify.annotations.NullMarked;
