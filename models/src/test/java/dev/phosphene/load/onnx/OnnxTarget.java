package dev.phosphene.load.onnx;

import dev.phosphene.fuzz.Reading;
import dev.phosphene.fuzz.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The ONNX reader, as the fuzzer sees it: nothing outside of the model's folder is read.
 *
 * <p>Bytes that begin as an ONNX file does are one. All others are taken for {@link FuzzedModel}s,
 * whose messages are well-formed, so that odd values get behind the reader, to the operators.
 */
public final class OnnxTarget implements Target {
  public static final Target ONNX = new OnnxTarget();

  private OnnxTarget() {}

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public String file() {
    return "model.onnx";
  }

  @Override
  public List<byte[]> seeds(Path folder) throws IOException {
    Reading.tempt(folder);
    Files.write(folder.resolve("weights.bin"), new byte[4096]);
    return List.of(DamagedOnnxTest.valid());
  }

  /** A piece of a file, and recipes for {@link FuzzedModel}. */
  @Override
  public List<byte[]> recipes() {
    List<byte[]> recipes = new ArrayList<>();
    byte[] valid = DamagedOnnxTest.valid();
    recipes.add(Arrays.copyOf(valid, valid.length / 2));
    Random random = new Random(1); // always the same
    for (int i = 0; i < 64; i++) {
      byte[] recipe = new byte[20 + random.nextInt(300)];
      random.nextBytes(recipe);
      recipe[0] = recipe[0] == 8 ? 9 : recipe[0];
      recipes.add(recipe);
      recipes.add(FuzzedModel.file(recipe));
    }
    return recipes;
  }

  /** Operators as they stand in a file: behind the field's number and their length. */
  @Override
  public List<String> words() {
    return Operators.names().stream().map(name -> "\"" + (char) name.length() + name).toList();
  }

  @Override
  public void read(byte[] input, Path folder) {
    byte[] file = input.length > 0 && input[0] != 8 ? FuzzedModel.file(input) : input;
    Path path = folder.resolve(file());
    Reading.all(OnnxFile.model("model", path, ByteBuffer.wrap(file)).graph());
  }
}
