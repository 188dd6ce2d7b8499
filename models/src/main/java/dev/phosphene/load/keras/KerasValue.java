package dev.phosphene.load.keras;

/** A value that flows between layers. */
sealed interface KerasValue {

  /** The axes that Keras has, behind the batch. */
  enum Form {
    /** Rows and columns of channels. */
    IMAGE(3),
    /** Steps with features, {@code [n, t, c]}; our node is {@code [n, c, t, 1]}. */
    SEQUENCE(2),
    /** {@code [n, c]}, without rows and columns; our node has one position. */
    FEATURES(1);

    final int axes;

    Form(int axes) {
      this.axes = axes;
    }
  }

  /**
   * The output of one of our nodes.
   *
   * @param node the node's name
   */
  record Known(String node, Form form) implements KerasValue {
    boolean flat() {
      return form == Form.FEATURES;
    }
  }

  /** A value that cannot be computed, and why. */
  record Missing(String reason) implements KerasValue {}
}
