package dev.phosphene.fuzz;

import dev.phosphene.io.Safetensors;
import dev.phosphene.io.SafetensorsFile;
import dev.phosphene.load.GraphFile;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.load.hdf5.KerasFiles;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.load.keras.KerasBuilder;
import dev.phosphene.load.keras.KerasModel;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Models and their weights: Keras in its three forms, weights alone, safetensors. */
final class ModelTargets {
  private static final List<String> LAYERS =
      List.of(
          ("class_name config layers inbound_nodes input_layers output_layers batch_input_shape"
                  + " keras_history kernel_size strides padding dilation_rate data_format filters"
                  + " units groups depth_multiplier use_bias activation axis epsilon pool_size"
                  + " weightsManifest modelTopology paths weights shape dtype quantization name scale"
                  + " min float32 float16 uint8 uint16 same valid relu softmax channels_first"
                  + " Sequential Functional InputLayer Conv2D DepthwiseConv2D SeparableConv2D"
                  + " Conv2DTranspose BatchNormalization Dense Activation ReLU LeakyReLU PReLU"
                  + " MaxPooling2D AveragePooling2D GlobalAveragePooling2D Flatten Reshape Permute"
                  + " Concatenate Add Multiply ZeroPadding2D Cropping2D UpSampling2D Rescaling"
                  + " Normalization Resizing Dropout LayerNormalization LSTM GRU SimpleRNN"
                  + " Bidirectional TimeDistributed")
              .split(" ", -1));

  private static final List<String> NODES =
      List.of(
          ("phosphene-graph-1 format graph labels preprocessing input_size order scale shift"
                  + " RGB BGR name op inputs conv relu maxpool avgpool global_average_pool concat"
                  + " add strides padding dilations groups kernel weight bias count_include_pad"
                  + " __metadata__ dtype shape data_offsets F32 F16 BF16 F64 I64 U8")
              .split(" ", -1));

  private static final String GRAPH =
      """
      [{'name':'conv','op':'conv','inputs':['input'],'strides':[2,1],'padding':[1,0,1,2],
        'weight':'conv.weight','bias':'conv.bias'},
       {'name':'relu','op':'relu','inputs':['conv']},
       {'name':'max','op':'maxpool','inputs':['relu'],'kernel':[3,2],'strides':[1,1],
        'padding':[1,0,1,1]},
       {'name':'sum','op':'add','inputs':['max','relu']},
       {'name':'both','op':'concat','inputs':['sum','relu']},
       {'name':'grouped','op':'conv','inputs':['both'],'groups':2,'weight':'grouped.weight'},
       {'name':'all','op':'global_average_pool','inputs':['grouped']}]\
      """;

  static final List<Target> ALL =
      List.of(
          Target.ofFile("h5", "model.h5", ModelTargets::h5, LAYERS, ModelTargets::model),
          Target.ofFile(
              "keras",
              "model.keras",
              ModelTargets::keras,
              LAYERS,
              Repairs::zip,
              ModelTargets::model),
          Target.ofFile("tfjs", "model.json", ModelTargets::tfjs, LAYERS, ModelTargets::model),
          Target.ofFile(
              "weights",
              "weights.h5",
              ModelTargets::weights,
              List.of("layer_names", "weight_names", "model_weights", "kernel:0", "bias:0"),
              ModelTargets::parameters),
          Target.ofFile(
              "safetensors",
              "model.safetensors",
              ModelTargets::safetensors,
              NODES,
              Repairs::safetensors,
              file -> Reading.all(GraphFile.model("m", Safetensors.open(file)).graph())));

  private ModelTargets() {}

  private static void model(Path file) {
    if (KerasModel.recognizes(file)) {
      Reading.all(KerasModel.model("m", file).graph());
    }
  }

  private static KerasBuilder builder() {
    Random random = new Random(1);
    return KerasBuilder.begin(6, 6, 3)
        .add("Conv2D", "c", "{'filters':4,'kernel_size':[3,3],'padding':'same'}", "input_1")
        .random(random, "c", "kernel", 3, 3, 3, 4)
        .random(random, "c", "bias", 4)
        .add("BatchNormalization", "n", "{'axis':[3],'epsilon':0.001}", "c")
        .random(random, "n", "gamma", 4)
        .random(random, "n", "beta", 4)
        .random(random, "n", "moving_mean", 4)
        .random(random, "n", "moving_variance", 4)
        .add("ReLU", "r", "{'max_value':6.0}", "n")
        .add("Add", "s", "{}", "r", "c")
        .add("GlobalAveragePooling2D", "g", "{}", "s")
        .add("Dense", "d", "{'units':2,'activation':'softmax'}", "g")
        .random(random, "d", "kernel", 4, 2)
        .random(random, "d", "bias", 2);
  }

  private static List<byte[]> h5(Path folder) throws IOException {
    Path file = folder.resolve("seed.h5");
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Files.readAllBytes(builder().h5(file)));
    seeds.add(old());
    Files.delete(file);
    return seeds;
  }

  /** A model in HDF5's older form, with packed pieces; src/test/python/old_hdf5.py makes it. */
  private static byte[] old() throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(ModelTargets.class.getResourceAsStream("old.h5.gz")))) {
      return in.readAllBytes();
    }
  }

  private static List<byte[]> keras(Path folder) throws IOException {
    Path file = folder.resolve("seed.keras");
    List<byte[]> seeds = new ArrayList<>();
    for (boolean compressed : new boolean[] {false, true}) {
      seeds.add(undated(Files.readAllBytes(builder().keras(file, compressed))));
    }
    Files.delete(file);
    return seeds;
  }

  /** An archive whose entries were all made in the year 1980. */
  private static byte[] undated(byte[] zip) {
    for (int i = 0; i + 46 <= zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && (zip[i + 2] == 1 || zip[i + 2] == 3)) {
        int time = i + (zip[i + 2] == 1 ? 12 : 10);
        System.arraycopy(new byte[] {0, 0, 0x21, 0}, 0, zip, time, 4);
      }
    }
    return zip;
  }

  private static List<byte[]> tfjs(Path folder) throws IOException {
    Reading.tempt(folder);
    List<byte[]> seeds = new ArrayList<>();
    KerasBuilder builder = builder();
    seeds.add(Files.readAllBytes(builder.tfjs(folder, builder.sequential("m"), "uint8")));
    seeds.add(Files.readAllBytes(builder.tfjs(folder)));
    return seeds;
  }

  private static List<byte[]> weights(Path folder) throws IOException {
    Path file = folder.resolve("seed.h5");
    KerasFiles.begin()
        .with("c", "c/kernel:0", new float[3][3][3][4])
        .with("c", "c/bias:0", new float[4])
        .with("d", "d_b_1:0", new double[2])
        .write(file);
    List<byte[]> seeds = List.of(Files.readAllBytes(file), old());
    Files.delete(file);
    return seeds;
  }

  private static void parameters(Path file) {
    KerasHdf5 weights = KerasHdf5.open(file);
    for (String layer : weights.layers()) {
      boolean first = layer.equals("c");
      Reading.values(weights.parameter(layer, Role.BIAS, Shape.of(first ? 4 : 2)));
      if (first) {
        Reading.values(weights.parameter(layer, Role.KERNEL, Shape.of(4, 3, 3, 3)));
      }
    }
  }

  private static List<byte[]> safetensors(Path folder) {
    SafetensorsFile file =
        SafetensorsFile.begin()
            .metadata("format", "phosphene-graph-1")
            .metadata("graph", GRAPH.replace('\'', '"').replaceAll("\\s", ""))
            .metadata("labels", "[\"cat\",\"dog\"]")
            .metadata(
                "preprocessing", "{\"order\":\"BGR\",\"scale\":[1,2,3.5],\"shift\":[0,-1,1e-3]}")
            .metadata("input_size", "16")
            .f32("conv.weight", new float[4 * 3 * 3 * 3], 4, 3, 3, 3)
            .f32("conv.bias", new float[4], 4)
            .f32("grouped.weight", new float[2 * 4 * 3 * 3], 2, 4, 3, 3);
    return List.of(file.bytes());
  }
}
