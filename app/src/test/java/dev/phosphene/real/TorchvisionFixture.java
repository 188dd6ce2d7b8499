package dev.phosphene.real;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A network that {@code src/test/python/export_torchvision.py} wrote; the script tells the form.
 */
record TorchvisionFixture(String name, JsonObject facts) {

  /** Evenly spaced values of an array, and the largest absolute one of all. */
  record Sample(int size, double largest, float[] values) {}

  /**
   * An image and what PyTorch makes of it.
   *
   * @param gradient that of ⟨cotangent, output⟩ with respect to the image
   */
  record Case(long seed, Shape shape, long cotangent, Sample output, Sample gradient) {}

  static TorchvisionFixture of(String name) throws IOException {
    try (InputStreamReader reader =
        new InputStreamReader(open(name + ".json.gz"), StandardCharsets.UTF_8)) {
      return new TorchvisionFixture(name, new Gson().fromJson(reader, JsonObject.class));
    }
  }

  private static InputStream open(String file) throws IOException {
    return new GZIPInputStream(
        Objects.requireNonNull(
            TorchvisionFixture.class.getResourceAsStream("/torchvision/" + file), file));
  }

  /** Writes the network into {@code folder}, its weights beside it; returns its file. */
  Path write(Path folder) throws IOException {
    Path file = folder.resolve(name + ".onnx");
    try (InputStream graph = open(name + ".onnx.gz")) {
      Files.copy(graph, file);
    }
    long seed = facts.get("seed").getAsLong();
    long place = 0;
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("weights.bin"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      for (JsonElement recipe : facts.getAsJsonArray("weights")) {
        long bytes = 4 * recipe.getAsJsonArray().get(1).getAsLong();
        fill(
            channel
                .map(FileChannel.MapMode.READ_WRITE, place, bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer(),
            seed,
            recipe.getAsJsonArray());
        place += bytes;
      }
    }
    return file;
  }

  private static void fill(FloatBuffer values, long seed, JsonArray recipe) {
    int start = recipe.get(0).getAsInt();
    double scale = recipe.get(2).getAsDouble();
    double shift = recipe.get(3).getAsDouble();
    int rows = recipe.size() == 5 ? recipe.get(4).getAsInt() : 1;
    int columns = values.capacity() / rows;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values.put((float) (shift + scale * number(seed, start + c * rows + r)));
      }
    }
  }

  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (JsonElement element : facts.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      int[] shape = new Gson().fromJson(one.get("shape"), int[].class);
      cases.add(
          new Case(
              one.get("seed").getAsLong(),
              Shape.of(shape),
              one.get("cotangent").getAsLong(),
              sample(one.getAsJsonObject("output")),
              sample(one.getAsJsonObject("gradient"))));
    }
    return cases;
  }

  private static Sample sample(JsonObject sample) {
    int size = 1;
    for (JsonElement extent : sample.getAsJsonArray("shape")) {
      size *= extent.getAsInt();
    }
    float[] values = new Gson().fromJson(sample.get("values"), float[].class);
    return new Sample(size, sample.get("largest").getAsDouble(), values);
  }

  /** Value {@code index} of the stream of {@code seed}, in −1…1. */
  static double number(long seed, int index) {
    int x = index * 0x9E3779B1 + (int) seed * 0x85EBCA77;
    x = (x ^ (x >>> 16)) * 0x85EBCA6B; // the finaliser of MurmurHash3
    x = (x ^ (x >>> 13)) * 0xC2B2AE35;
    return Integer.toUnsignedLong(x ^ (x >>> 16)) / 0x1p31 - 1;
  }

  /** Images or cotangents, one after the other, each of a seed. */
  static Tensor noise(List<Long> seeds, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    int each = tensor.data().length / seeds.size();
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) number(seeds.get(i / each), i % each);
    }
    return tensor;
  }
}
