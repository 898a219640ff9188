package ai.coditect.ops.trigger.command;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What a command is given by the process it runs in.
 *
 * @param source the Spring application to start
 * @param terminal whether a person is watching
 * @param operator the operating system's name of who typed the command
 */
record Session(
    Class<?> source,
    Map<String, String> environment,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Clock clock,
    Interruption interruption,
    String operator) {}
