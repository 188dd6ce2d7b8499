package dev.phosphene.zoo;

import dev.phosphene.graph.Preprocessing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A network whose file can be downloaded.
 *
 * @param name name on the command line, such as {@code vgg19}
 * @param architecture its layers, if the file has only weights
 * @param preprocessing the training's preprocessing as its publisher documents it; else the file's
 *     own
 * @param imageNet whether the last layer has ImageNet's 1000 classes, in the usual order
 * @param about a short description
 * @param license the file's license, as its publisher states it
 * @param address the file's address
 * @param size the file's size in bytes
 * @param hash the file's hash in hex: MD5, or SHA-256, which is twice as long
 * @param fileName the file's name in the cache
 */
public record ZooModel(
    String name,
    Optional<Architecture> architecture,
    Optional<Preprocessing> preprocessing,
    boolean imageNet,
    String about,
    String license,
    URI address,
    long size,
    String hash,
    String fileName) {

  /** Returns all models that can be downloaded without configuration. */
  public static List<ZooModel> all() {
    return Publishers.ALL;
  }

  /** Returns the model of that name among {@link #all}. */
  public static Optional<ZooModel> named(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** Returns a weights file for built-in layers. */
  static ZooModel weights(
      Architecture architecture,
      String about,
      String license,
      URI address,
      long size,
      String hash) {
    return new ZooModel(
        architecture.name(),
        Optional.of(architecture),
        Optional.of(architecture.preprocessing()),
        false,
        about,
        license,
        address,
        size,
        hash,
        last(address));
  }

  /** Returns a file with a whole network, with ImageNet's classes. */
  static ZooModel whole(
      String name,
      Preprocessing preprocessing,
      String about,
      String license,
      URI address,
      long size,
      String hash) {
    return new ZooModel(
        name,
        Optional.empty(),
        Optional.of(preprocessing),
        true,
        about,
        license,
        address,
        size,
        hash,
        last(address));
  }

  /** Returns the file name in an address. */
  static String last(URI address) {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the algorithm of {@link #hash}. */
  public String algorithm() {
    return hash.length() == 64 ? "SHA-256" : "MD5";
  }
}
