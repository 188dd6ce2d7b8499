package dev.phosphene.load.caffe;

import java.util.Map;

/** Maps previous layer types, by number and name, to current names. */
final class Types {
  private static final Map<Integer, String> NUMBERS =
      Map.ofEntries(
          Map.entry(35, "ABSVAL"),
          Map.entry(1, "ACCURACY"),
          Map.entry(30, "ARGMAX"),
          Map.entry(2, "BNLL"),
          Map.entry(3, "CONCAT"),
          Map.entry(37, "CONTRASTIVE_LOSS"),
          Map.entry(4, "CONVOLUTION"),
          Map.entry(5, "DATA"),
          Map.entry(39, "DECONVOLUTION"),
          Map.entry(6, "DROPOUT"),
          Map.entry(32, "DUMMY_DATA"),
          Map.entry(7, "EUCLIDEAN_LOSS"),
          Map.entry(25, "ELTWISE"),
          Map.entry(38, "EXP"),
          Map.entry(8, "FLATTEN"),
          Map.entry(9, "HDF5_DATA"),
          Map.entry(28, "HINGE_LOSS"),
          Map.entry(12, "IMAGE_DATA"),
          Map.entry(13, "INFOGAIN_LOSS"),
          Map.entry(14, "INNER_PRODUCT"),
          Map.entry(15, "LRN"),
          Map.entry(29, "MEMORY_DATA"),
          Map.entry(16, "MULTINOMIAL_LOGISTIC_LOSS"),
          Map.entry(34, "MVN"),
          Map.entry(17, "POOLING"),
          Map.entry(26, "POWER"),
          Map.entry(18, "RELU"),
          Map.entry(19, "SIGMOID"),
          Map.entry(27, "SIGMOID_CROSS_ENTROPY_LOSS"),
          Map.entry(36, "SILENCE"),
          Map.entry(20, "SOFTMAX"),
          Map.entry(21, "SOFTMAX_LOSS"),
          Map.entry(22, "SPLIT"),
          Map.entry(33, "SLICE"),
          Map.entry(23, "TANH"),
          Map.entry(24, "WINDOW_DATA"),
          Map.entry(31, "THRESHOLD"));

  private static final Map<String, String> TODAY =
      Map.ofEntries(
          Map.entry("ABSVAL", "AbsVal"),
          Map.entry("ACCURACY", "Accuracy"),
          Map.entry("ARGMAX", "ArgMax"),
          Map.entry("CONCAT", "Concat"),
          Map.entry("CONVOLUTION", "Convolution"),
          Map.entry("DATA", "Data"),
          Map.entry("DECONVOLUTION", "Deconvolution"),
          Map.entry("DROPOUT", "Dropout"),
          Map.entry("DUMMY_DATA", "DummyData"),
          Map.entry("ELTWISE", "Eltwise"),
          Map.entry("EXP", "Exp"),
          Map.entry("FLATTEN", "Flatten"),
          Map.entry("HDF5_DATA", "HDF5Data"),
          Map.entry("IMAGE_DATA", "ImageData"),
          Map.entry("INNER_PRODUCT", "InnerProduct"),
          Map.entry("MEMORY_DATA", "MemoryData"),
          Map.entry("POOLING", "Pooling"),
          Map.entry("POWER", "Power"),
          Map.entry("RELU", "ReLU"),
          Map.entry("SIGMOID", "Sigmoid"),
          Map.entry("SILENCE", "Silence"),
          Map.entry("SOFTMAX", "Softmax"),
          Map.entry("SOFTMAX_LOSS", "SoftmaxWithLoss"),
          Map.entry("SPLIT", "Split"),
          Map.entry("SLICE", "Slice"),
          Map.entry("TANH", "TanH"),
          Map.entry("WINDOW_DATA", "WindowData"),
          Map.entry("THRESHOLD", "Threshold"));

  private Types() {}

  /** Returns the current name of a type given by number, by its old name, or by its current one. */
  static String of(String type) {
    String name = type;
    if (type.matches("\\d{1,3}")) {
      name = NUMBERS.getOrDefault(Integer.parseInt(type), type);
    }
    return name.endsWith("_LOSS") && !TODAY.containsKey(name)
        ? "Loss"
        : TODAY.getOrDefault(name, name);
  }
}
