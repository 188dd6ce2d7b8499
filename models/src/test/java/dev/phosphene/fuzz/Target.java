package dev.phosphene.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One reader of files or texts that strangers may have written. */
public interface Target {

  /** What {@code -Dfuzz.targets} calls it, such as {@code keras}. */
  String name();

  /** The name of a file with such an input, such as {@code model.keras}; empty for a text. */
  String file();

  /**
   * Writes what the reader needs beside its file, and returns valid inputs: small, and always the
   * same bytes.
   *
   * @param folder empty, or as an earlier call left it
   */
  List<byte[]> seeds(Path folder) throws IOException;

  /** Where its files lie: a folder of its own, in which something may lie beside it. */
  default Path folder(Path root) {
    return root.resolve(name()).resolve("inner");
  }

  /** Words that make sense in an input, for the fuzzer's dictionary; at least one. */
  List<String> words();

  /** More inputs to start the fuzzer with, which need not be valid. */
  default List<byte[]> recipes() {
    return List.of();
  }

  /** The input with its checksums and lengths made right, so that damage gets past them. */
  default byte[] repaired(byte[] input) {
    return input;
  }

  /**
   * Reads the whole input, as the program would.
   *
   * @param folder that {@link #seeds} has prepared
   * @throws dev.phosphene.error.InputException if the input is refused
   */
  void read(byte[] input, Path folder) throws IOException;

  /** Reads a file. */
  @FunctionalInterface
  interface FileReader {
    void read(Path file) throws IOException;
  }

  /** Makes seeds in a folder. */
  @FunctionalInterface
  interface Seeds {
    List<byte[]> in(Path folder) throws IOException;
  }

  /** A reader of files. */
  static Target ofFile(
      String name, String file, Seeds seeds, List<String> words, FileReader reader) {
    return ofFile(name, file, seeds, words, input -> input, reader);
  }

  /** A reader of files with checksums or lengths, which {@code repair} makes right. */
  static Target ofFile(
      String name,
      String file,
      Seeds seeds,
      List<String> words,
      UnaryOperator<byte[]> repair,
      FileReader reader) {
    return new FileTarget(name, file, seeds, words, repair, reader);
  }

  /** A reader of texts. */
  static Target ofText(
      String name, List<String> seeds, List<String> words, Consumer<String> reader) {
    return new TextTarget(name, seeds, words, reader);
  }

  /** Of files. */
  record FileTarget(
      String name,
      String file,
      Seeds maker,
      List<String> words,
      UnaryOperator<byte[]> repair,
      FileReader reader)
      implements Target {
    @Override
    public List<byte[]> seeds(Path folder) throws IOException {
      return maker.in(folder);
    }

    @Override
    public byte[] repaired(byte[] input) {
      return repair.apply(input);
    }

    @Override
    public void read(byte[] input, Path folder) throws IOException {
      reader.read(Files.write(folder.resolve(file), input));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Of texts; what is no UTF-8 becomes U+FFFD. */
  record TextTarget(String name, List<String> texts, List<String> words, Consumer<String> reader)
      implements Target {
    @Override
    public String file() {
      return "";
    }

    @Override
    public List<byte[]> seeds(Path folder) {
      return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @Override
    public void read(byte[] input, Path folder) {
      reader.accept(new String(input, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
