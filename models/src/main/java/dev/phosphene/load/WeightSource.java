package dev.phosphene.load;

import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;

/** Where an architecture's weights come from: a file, or a random generator. */
public interface WeightSource {

  /**
   * One weight array of a layer. Nothing is read yet.
   *
   * @param layer the layer's name in its framework
   * @param shape what the architecture needs: for a kernel {@code [out, in, kh, kw]}, else {@code
   *     [channels]}
   * @return a parameter of that shape; its {@link Parameter#values} throws {@link
   *     dev.phosphene.error.InputException} if the source lacks the array or has it in another
   *     shape
   */
  Parameter parameter(String layer, Role role, Shape shape);

  /** What an array does in its layer. */
  enum Role {
    /** A convolution's weights. */
    KERNEL("kernel"),
    /** A convolution's summand. */
    BIAS("bias"),
    /** Batch normalization's factor. */
    GAMMA("gamma"),
    /** Batch normalization's summand. */
    BETA("beta"),
    /** Batch normalization's mean. */
    MEAN("moving_mean"),
    /** Batch normalization's variance. */
    VARIANCE("moving_variance");

    private final String keras;

    Role(String keras) {
      this.keras = keras;
    }

    /** What Keras calls it. */
    public String keras() {
      return keras;
    }
  }
}
