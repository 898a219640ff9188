package ai.coditect.ops.architecture.broken.job;

import ai.coditect.ops.architecture.broken.license.ExpiryPolicy;

/** Breaks: the engine knows a feature. */
public final class Runner {
  public ExpiryPolicy policy() {
    return new ExpiryPolicy();
  }
}
