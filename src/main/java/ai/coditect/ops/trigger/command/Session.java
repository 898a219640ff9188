package ai.coditect.ops.trigger.command;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a command is given by the process it runs in.
 *
 * @param source the Spring application to start
 * @param terminal whether a person is watching
 * @param operator the operating system's name of who typed the command
 * @param line waits for the next line that somebody types; empty when nobody does
 */
record Session(
    Class<?> source,
    Map<String, String> environment,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Clock clock,
    Interruption interruption,
    String operator,
    Supplier<Optional<String>> line) {}
