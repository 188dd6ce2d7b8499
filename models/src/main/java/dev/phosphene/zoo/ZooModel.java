package dev.phosphene.zoo;

import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network whose file can be downloaded.
 *
 * @param name name on the command line, such as {@code vgg19} or {@code torchvision/resnet50}
 * @param publisher who publishes the file, as a heading
 * @param architecture its layers, if the file has only weights
 * @param preprocessing the training's preprocessing as its publisher documents it; else the file's
 *     own
 * @param imageNet whether the last layer has ImageNet's 1000 classes, in the usual order
 * @param about a short description
 * @param license the file's license, as its publisher states it
 * @param address the file's address
 * @param size the file's size in bytes, and how far its publisher rounds it
 * @param hash the file's hash in hex as far as its publisher states it: MD5 (32 digits), SHA-256
 *     (64), or the first digits of the latter; empty if none is stated
 * @param fileName the file's name in the cache
 */
public record ZooModel(
    String name,
    String publisher,
    Optional<Architecture> architecture,
    Optional<Preprocessing> preprocessing,
    boolean imageNet,
    String about,
    String license,
    URI address,
    FileSize size,
    String hash,
    String fileName) {

  /** Returns all models that can be downloaded without configuration. */
  public static List<ZooModel> all() {
    return All.MODELS;
  }

  /** All of them, made when they are first asked for: the lists' classes need this one. */
  private static final class All {
    static final List<ZooModel> MODELS =
        Stream.of(Publishers.ALL, TorchPublishers.ALL).flatMap(List::stream).toList();
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
        "Keras",
        Optional.of(architecture),
        Optional.of(architecture.preprocessing()),
        false,
        about,
        license,
        address,
        FileSize.exactly(size),
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
        "ONNX model zoo",
        Optional.empty(),
        Optional.of(preprocessing),
        true,
        about,
        license,
        address,
        FileSize.exactly(size),
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
    return hash.length() == 32 ? "MD5" : "SHA-256";
  }

  /** Returns what a check of the file compares, in words. */
  public String check() {
    if (hash.isEmpty()) {
      return "size only; its publisher states no hash";
    }
    boolean whole = hash.length() == 32 || hash.length() == 64;
    return whole ? algorithm() : algorithm() + ", its first " + hash.length() + " digits";
  }

  /**
   * Returns whether a file has the documented hash, as far as it is documented.
   *
   * @throws IOException if it cannot be read
   */
  boolean matches(Path file) throws IOException {
    return size.fits(Files.size(file))
        && (hash.isEmpty() || Hash.of(file, algorithm()).startsWith(hash));
  }
}
