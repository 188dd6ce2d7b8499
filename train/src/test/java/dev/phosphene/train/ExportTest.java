package dev.phosphene.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  private static final Cifar10 NONE = new Cifar10(new byte[0], new byte[0]);

  private static float[] random(int n, double mean, double sd, Random random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (mean + sd * random.nextGaussian());
    }
    return values;
  }

  /** The network with made-up kernels, biases and statistics. */
  private static MiniNet network() {
    Random random = new Random(11);
    MiniNet net = new MiniNet(Block.mini(), random(24 * 27, 0, .3, random), 1);
    try (AutoGradMode off = new AutoGradMode(false)) {
      Map<String, Tensor> all = new LinkedHashMap<>(net.parameters);
      all.putAll(net.statistics);
      all.forEach(
          (name, t) -> {
            if (t.dim() == 1) {
              boolean variance = name.endsWith(".var");
              float[] v = random((int) t.numel(), 0, .3, random);
              for (int i = 0; i < v.length; i++) {
                v[i] = variance ? .5f + Math.abs(v[i]) : v[i];
              }
              t.copy_(Tensors.of(v, v.length));
            }
          });
    }
    return net;
  }

  private static Exported exported(MiniNet net) {
    Map<String, float[]> values = new LinkedHashMap<>();
    net.parameters.forEach((name, t) -> values.put(name, Tensors.values(t)));
    net.statistics.forEach((name, t) -> values.put(name, Tensors.values(t)));
    return Exported.of(Block.mini(), values);
  }

  @Test
  void foldedGraphComputesTheSame() {
    MiniNet net = network();
    Exported exported = exported(net);
    for (int side : new int[] {32, 45}) {
      float[] x = random(2 * side * side * 3, 0, 1, new Random(side));
      try (AutoGradMode off = new AutoGradMode(false)) {
        Tensor input = Tensors.channelsLast(x, 2, side);
        float[] expected = Tensors.values(net.forward(input));
        float[] actual =
            Tensors.values(new GraphRunner(exported, exported.tensors()).forward(input));
        assertArrayEquals(expected, actual, 2e-4f);
      }
    }
  }

  @Test
  void fileIsSmallAndReadsBack(@TempDir Path folder) throws IOException {
    Exported exported = exported(network());
    TrainingRecipe recipe = TrainingRecipe.of(new Options());
    byte[] bytes =
        SafetensorsExport.bytes(
            Export.metadata(exported, recipe.words(), .93, NONE), exported.tensors());
    assertTrue(bytes.length <= 4_000_000, "bytes: " + bytes.length);
    Path file = Files.write(folder.resolve("mini.safetensors"), bytes);
    SafetensorsExport.read(file, exported.tensors())
        .forEach(
            (name, e) -> {
              SafetensorsExport.Entry written =
                  Objects.requireNonNull(exported.tensors().get(name));
              assertArrayEquals(Half.rounded(written.values()), e.values(), name);
            });
  }

  @Test
  void headerIsWhatTheFormatSays() {
    Map<String, SafetensorsExport.Entry> tensors = new LinkedHashMap<>();
    tensors.put("a", new SafetensorsExport.Entry(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("b", new SafetensorsExport.Entry(new float[] {-1}, 1));
    ByteBuffer file =
        ByteBuffer.wrap(SafetensorsExport.bytes(Map.of("k", "say \"x\"\n"), tensors))
            .order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong();
    byte[] header = new byte[length];
    file.get(header);
    assertEquals(0, length % 8);
    assertEquals(
        "{\"__metadata__\":{\"k\":\"say \\\"x\\\"\\n\"},"
            + "\"a\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,12]},"
            + "\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[12,14]}}",
        new String(header, StandardCharsets.UTF_8).trim());
    assertEquals(14, file.remaining());
    assertEquals(0x3C00, file.getShort());
  }

  @Test
  void nodesHaveTheNamesThatUsersType() {
    List<String> names =
        exported(network()).nodes().stream().map(n -> String.valueOf(n.get("name"))).toList();
    assertTrue(names.containsAll(List.of("stage1", "stage2", "stage3", "stage4", "logits")));
    assertEquals("stage1_conv1", names.get(0));
    assertEquals("logits", names.get(names.size() - 1));
  }
}
