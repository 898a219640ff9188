package ai.coditect.ops.job.file;

import ai.coditect.ops.job.OpsJob;
import java.util.List;
import java.util.Optional;

/** Every job that has both a file and code. */
public record JobCatalog(List<Entry<?>> entries) {

  /** A job, its file, and the file's settings as the job wants them. */
  public record Entry<S extends Record>(JobFile file, OpsJob<S> job, S settings) {}

  public Optional<Entry<?>> find(String name) {
    return entries.stream()
        .<Entry<?>>map(entry -> entry)
        .filter(entry -> entry.file().name().equals(name))
        .findFirst();
  }
}
