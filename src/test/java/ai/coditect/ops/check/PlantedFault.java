package ai.coditect.ops.check;

/**
 * One item with something that is wrong: planted, it is red; healed, it is green again.
 *
 * @param claim of the item
 */
record PlantedFault(String claim, Step plant, Step heal) {
  @FunctionalInterface
  interface Step {
    void take() throws Exception;
  }

  @Override
  public String toString() {
    return claim;
  }
}
