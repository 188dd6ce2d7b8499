package dev.phosphene.real;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.io.SafetensorsFile;
import dev.phosphene.load.pytorch.TorchFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A network that {@code src/test/python/pytorch_state_dicts.py} wrote, as a state dict. */
record StateDictFixture(JsonObject facts) {

  /** The values of one key. */
  record Values(int[] shape, float[] values) {}

  static StateDictFixture of(String name) throws IOException {
    String file = "/statedicts/" + name + ".json.gz";
    try (InputStream in =
            Objects.requireNonNull(StateDictFixture.class.getResourceAsStream(file), file);
        InputStreamReader reader =
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)) {
      return new StateDictFixture(new Gson().fromJson(reader, JsonObject.class));
    }
  }

  List<TorchvisionFixture.Case> cases() {
    return new TorchvisionFixture("", facts).cases();
  }

  /** All tensors of floating-point numbers. */
  Map<String, Values> tensors() {
    Map<String, Values> tensors = new LinkedHashMap<>();
    long seed = facts.get("seed").getAsLong();
    int start = 0;
    for (JsonElement element : facts.getAsJsonArray("tensors")) {
      JsonArray recipe = element.getAsJsonArray();
      int[] shape = new Gson().fromJson(recipe.get(1), int[].class);
      int count = 1;
      for (int extent : shape) {
        count *= extent;
      }
      double scale = recipe.get(2).getAsDouble();
      double shift = recipe.get(3).getAsDouble();
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) (shift + scale * TorchvisionFixture.number(seed, start + i));
      }
      start += count;
      tensors.put(recipe.get(0).getAsString(), new Values(shape, values));
    }
    return tensors;
  }

  /** Under the keys as they are, with a prefix. */
  TorchFiles torch(String prefix) {
    TorchFiles file = TorchFiles.begin();
    tensors().forEach((key, value) -> file.f32(prefix + key, value.values(), value.shape()));
    facts.getAsJsonArray("integers").forEach(key -> file.i64(prefix + key.getAsString(), 7));
    return file;
  }

  /** With the keys sorted, as files of other programs have them. */
  byte[] safetensors() {
    SafetensorsFile file = SafetensorsFile.begin().metadata("format", "pt");
    new TreeMap<>(tensors()).forEach((key, value) -> file.f32(key, value.values(), value.shape()));
    facts
        .getAsJsonArray("integers")
        .forEach(key -> file.add(key.getAsString(), "I64", new byte[8], 1));
    return file.bytes();
  }
}
