package dev.phosphene.train;

import java.util.List;

/**
 * One 3x3 convolution with batch normalization and ReLU, and optionally 2x2 max pooling.
 *
 * @param conv name of the convolution
 * @param relu name of the ReLU
 * @param pool name of the max pooling, empty for none
 * @param in input channels
 * @param out output channels
 * @param pad zero padding of the input
 */
record Block(String conv, String relu, String pool, int in, int out, int pad) {
  /** Returns the blocks of the network, from the image to the last ReLU. */
  static List<Block> mini() {
    return List.of(
        new Block("stage1_conv1", "stage1_relu1", "", 3, 24, 0),
        new Block("stage1_conv2", "stage1", "pool1", 24, 64, 1),
        new Block("stage2_conv1", "stage2_relu1", "", 64, 64, 1),
        new Block("stage2_conv2", "stage2", "pool2", 64, 192, 1),
        new Block("stage3_conv1", "stage3_relu1", "", 192, 192, 1),
        new Block("stage3_conv2", "stage3", "pool3", 192, 256, 1),
        new Block("stage4_conv1", "stage4", "", 256, 320, 1));
  }

  boolean pools() {
    return !pool.isEmpty();
  }
}
