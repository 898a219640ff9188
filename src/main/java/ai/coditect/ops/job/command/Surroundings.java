package ai.coditect.ops.job.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the environment says to a command for which no worker is started.
 *
 * @param jobs the directory that replaces the packaged job files
 * @param project the project's id
 * @param monitoring a stand-in's host and port in the place of Cloud Monitoring
 */
public record Surroundings(
    Optional<Path> jobs, Optional<String> project, Optional<String> monitoring) {}
