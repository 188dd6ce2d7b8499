package dev.phosphene.load.keras;

/** What flows between layers. */
sealed interface KerasValue {

  /**
   * The output of one of our nodes.
   *
   * @param node its name
   * @param flat whether Keras has it as {@code [n, c]} instead of with rows and columns; then there
   *     is one position
   */
  record Known(String node, boolean flat) implements KerasValue {}

  /** What cannot be computed, and why. */
  record Missing(String reason) implements KerasValue {}
}
