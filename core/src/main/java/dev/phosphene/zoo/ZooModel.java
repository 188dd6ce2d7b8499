package dev.phosphene.zoo;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A network whose weights can be fetched.
 *
 * @param architecture its layers; its name is the model's name
 * @param about what it is, for people
 * @param address of the weights file
 * @param size of the file, in bytes
 * @param md5 of the file, in hex, as its publisher documents it
 */
public record ZooModel(
    Architecture architecture, String about, URI address, long size, String md5) {
  private static final String KERAS =
      "https://storage.googleapis.com/tensorflow/keras-applications/";

  private static final List<ZooModel> ALL =
      List.of(
          keras(
              Architecture.VGG16,
              "VGG16 of Keras, ImageNet, without its classifier",
              "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
              58_889_256,
              "6d6bbae143d832006294945121d1f1fc"),
          keras(
              Architecture.VGG19,
              "VGG19 of Keras, ImageNet, without its classifier",
              "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
              80_134_624,
              "253f8cb515780f3b799900260a226db6"),
          keras(
              Architecture.INCEPTION_V3,
              "Inception v3 of Keras, ImageNet, without its classifier",
              "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
              87_910_968,
              "bcbd6486424b2319ff4ef7d526e38f63"));

  /** All that can be fetched. */
  public static List<ZooModel> all() {
    return ALL;
  }

  /** The model of that name. */
  public static Optional<ZooModel> named(String name) {
    return ALL.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** The name for the command line, such as {@code vgg19}. */
  public String name() {
    return architecture.name();
  }

  /** What the file is called, at its address and in the cache. */
  public String fileName() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static ZooModel keras(
      Architecture architecture, String about, String path, long size, String md5) {
    return new ZooModel(architecture, about, URI.create(KERAS + path), size, md5);
  }
}
