package dev.phosphene.gallery.wiring;

/**
 * Channels of a node's output.
 *
 * @param node its name
 * @param axis along which they lie; that of the examples is 0, and an image has its channels at 1
 */
record Place(String node, int axis) {
  /** The axis of an image's channels. */
  static final int CHANNELS = 1;

  /** The units of a layer. */
  static Place units(String layer) {
    return new Place(layer, CHANNELS);
  }
}
