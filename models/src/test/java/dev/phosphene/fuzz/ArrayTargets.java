package dev.phosphene.fuzz;

import dev.phosphene.analysis.PeakStore;
import dev.phosphene.analysis.Peaks;
import dev.phosphene.image.Spectrum;
import dev.phosphene.io.SafetensorsFile;
import dev.phosphene.io.Vectors;
import dev.phosphene.load.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Arrays and lists: directions, spectra, labels, the cache of activations. */
final class ArrayTargets {
  private static final String KEY = "fuzz";
  private static final int CHANNELS = 3;

  static final List<Target> ALL =
      List.of(
          Target.ofFile(
              "npy",
              "vector.npy",
              ArrayTargets::npy,
              List.of(
                  "'descr': '<f4'", "'<f2'", "'<f8'", "'fortran_order': False", "'shape': (2, 3)"),
              Vectors::read),
          Target.ofFile(
              "numbers",
              "vector.csv",
              folder -> texts("1, -2.5e-3; 0\n4 .5\t6.", "\uFEFF1\r\n2"),
              List.of("nan", "-inf", "1e39", "1e-400", "0x1p3"),
              Vectors::read),
          Target.ofFile(
              "spectrum",
              "own.safetensors",
              ArrayTargets::spectrum,
              List.of("phosphene.spectrum", "magnitudes", "__metadata__", "F16", "data_offsets"),
              Repairs::safetensors,
              file -> Spectrum.read(file).at(12, 20)),
          Target.ofFile(
              "labels",
              "labels.txt",
              folder ->
                  texts(
                      "cat\ndog\n",
                      "[\"cat\", \"\u732b\", [1, \"dog\"]]",
                      "{\"0\": [\"n01\", \"cat\"], \"1\": 'dog'}"),
              List.of("null", "true", "NaN", "#", "//"),
              Labels::read),
          Target.ofFile(
              "peaks",
              "cache.peaks",
              ArrayTargets::peaks,
              List.of("phosphene peaks 1"),
              ArrayTargets::reopen));

  private ArrayTargets() {}

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** NumPy's versions 1 and 2, of 32 and 64 bits, a direction and a patch. */
  private static List<byte[]> npy(Path folder) {
    return List.of(
        npy(1, "<f4", "(3,)", 12), npy(2, "<f8", "(2, 1, 3)", 48), npy(1, "<f2", "(1, 2)", 4));
  }

  private static byte[] npy(int version, String type, String shape, int size) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    byte[] header = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file =
        ByteBuffer.allocate(8 + 2 * version + header.length + size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      file.putShort((short) header.length);
    } else {
      file.putInt(header.length);
    }
    file.put(header);
    for (int i = 0; file.hasRemaining(); i++) {
      file.put((byte) (i % 60)); // whatever the type is, finite, and not zero
    }
    return file.array();
  }

  private static List<byte[]> spectrum(Path folder) {
    byte[] halves = new byte[2 * 3 * 16 * 9];
    for (int i = 1; i < halves.length; i += 2) {
      halves[i] = 0x3c;
    }
    return List.of(
        SafetensorsFile.begin()
            .metadata("phosphene.spectrum", "1")
            .metadata("pictures", "7")
            .add("magnitudes", "F16", halves, 3, 16, 9)
            .bytes());
  }

  /** The cache that lies in the folder. */
  private static Path cache(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".peaks"))
          .findFirst()
          .orElseThrow(() -> new IOException("no cache in " + folder));
    }
  }

  private static List<byte[]> peaks(Path folder) throws IOException {
    Path store = Files.createDirectories(folder.resolve("store"));
    List<byte[]> seeds = new ArrayList<>();
    try (PeakStore peaks = PeakStore.open(store, KEY, CHANNELS).orElseThrow()) {
      peaks.put(folder.resolve("none"), new Peaks(new float[] {1, 2, 3}, new int[] {4, 5, 6}));
      peaks.put(folder.resolve("other"), new Peaks(new float[CHANNELS], new int[CHANNELS]));
    }
    seeds.add(Files.readAllBytes(cache(store)));
    return seeds;
  }

  /** A damaged cache is no fault: what is whole stays, the rest is made again. */
  private static void reopen(Path file) throws IOException {
    Path folder = file.resolveSibling("store");
    Files.write(cache(folder), Files.readAllBytes(file));
    Path picture = file.resolveSibling("new");
    try (PeakStore peaks = PeakStore.open(folder, KEY, CHANNELS).orElseThrow()) {
      int before = peaks.size();
      peaks.get(file.resolveSibling("none"));
      peaks.put(picture, new Peaks(new float[] {7, 8, 9}, new int[CHANNELS]));
      if (peaks.size() < before || peaks.get(picture).orElseThrow().values()[2] != 9) {
        throw new AssertionError("the cache has forgotten a picture");
      }
    }
  }
}
