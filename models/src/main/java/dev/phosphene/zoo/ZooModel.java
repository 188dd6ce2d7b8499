package dev.phosphene.zoo;

import dev.phosphene.graph.Preprocessing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A network whose file can be fetched.
 *
 * @param name for the command line, such as {@code vgg19}
 * @param architecture its layers, if the file has weights alone; else the file tells them
 * @param preprocessing what it was trained with, as its publisher documents it; where it is not
 *     told, what the file says
 * @param imageNet whether its last layer has ImageNet's 1000 classes, in the usual order
 * @param about what it is, for people
 * @param license of the file, as its publisher states it
 * @param address of the file
 * @param size of the file, in bytes
 * @param hash of the file, in hex: MD5, or SHA-256, which is twice as long
 * @param fileName what the file is called in the cache
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

  /** All that can be fetched without further ado. */
  public static List<ZooModel> all() {
    return Publishers.ALL;
  }

  /** The model of that name among {@link #all}. */
  public static Optional<ZooModel> named(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** A file of weights for layers that are built in. */
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

  /** A file with a whole network, with ImageNet's classes. */
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

  /** What the file at an address is called there. */
  static String last(URI address) {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What {@link #hash} is. */
  public String algorithm() {
    return hash.length() == 64 ? "SHA-256" : "MD5";
  }
}
