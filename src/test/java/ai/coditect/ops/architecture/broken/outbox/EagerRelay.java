package ai.coditect.ops.architecture.broken.outbox;

import ai.coditect.ops.architecture.broken.job.Runner;

/** Breaks: arrows run downward. */
public final class EagerRelay {
  public Runner runner() {
    return new Runner();
  }
}
