package dev.phosphene.load;

import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;

/** The source of an architecture's weights: a file, or a random generator. */
public interface WeightSource {

  /**
   * Returns one weight array of a layer; nothing is read yet.
   *
   * @param layer the layer's name in its framework
   * @param shape the required shape: for a kernel {@code [out, in, kh, kw]}, else {@code
   *     [channels]}
   * @return a parameter of that shape; its {@link Parameter#values} throws {@link
   *     dev.phosphene.error.InputException} if the source lacks the array or has it in another
   *     shape
   */
  Parameter parameter(String layer, Role role, Shape shape);

  /** An array's role in its layer. */
  enum Role {
    /** Convolution weights. */
    KERNEL("kernel"),
    /** Convolution bias. */
    BIAS("bias"),
    /** Batch normalization scale. */
    GAMMA("gamma"),
    /** Batch normalization shift. */
    BETA("beta"),
    /** Batch normalization mean. */
    MEAN("moving_mean"),
    /** Batch normalization variance. */
    VARIANCE("moving_variance");

    private final String keras;

    Role(String keras) {
      this.keras = keras;
    }

    /** Returns Keras's name for it. */
    public String keras() {
      return keras;
    }
  }
}
