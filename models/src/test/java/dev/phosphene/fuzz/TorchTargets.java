package dev.phosphene.fuzz;

import dev.phosphene.load.pytorch.PyTorchFile;
import dev.phosphene.load.pytorch.TorchFiles;
import java.util.List;

/** PyTorch's state dicts in both forms of torch.save. */
final class TorchTargets {
  private static final List<String> WORDS =
      List.of(
          "collections\nOrderedDict\n",
          "torch._utils\n_rebuild_tensor_v2\n",
          "torch._utils\n_rebuild_parameter\n",
          "torch\nFloatStorage\n",
          "torch\nHalfStorage\n",
          "torch\nBFloat16Storage\n",
          "__torch__\nM\n",
          "state_dict",
          "module.",
          ".weight",
          ".running_mean",
          "layer1.0.conv1",
          "archive/data.pkl",
          "archive/data/0",
          "archive/byteorder");

  static final List<Target> ALL =
      List.of(
          Target.ofFile(
              "torch",
              "model.pth",
              folder -> List.of(seed().zip()),
              WORDS,
              Repairs::zip,
              file -> Reading.all(PyTorchFile.model("m", file).graph())),
          Target.ofFile(
              "torch-old",
              "model.th",
              folder -> List.of(seed().old()),
              WORDS,
              file -> Reading.all(PyTorchFile.model("m", file).graph())));

  private TorchTargets() {}

  /** A ResNet of one block. */
  private static TorchFiles seed() {
    TorchFiles file = TorchFiles.begin();
    conv(file, "conv1", "bn1", 3);
    conv(file, "layer1.0.conv1", "layer1.0.bn1", 2);
    conv(file, "layer1.0.conv2", "layer1.0.bn2", 2);
    return file.f32("fc.weight", new float[6], 3, 2).f32("fc.bias", new float[3], 3);
  }

  private static void conv(TorchFiles file, String conv, String norm, int in) {
    file.f32(conv + ".weight", new float[2 * in * 9], 2, in, 3, 3);
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      file.f32(norm + "." + part, new float[] {1, 1}, 2);
    }
    file.i64(norm + ".num_batches_tracked", 1);
  }
}
