package dev.phosphene.zoo;

import dev.phosphene.graph.Preprocessing;
import java.net.URI;
import java.util.List;

/**
 * The models whose publishers document size and hash.
 *
 * <p>Keras: addresses and MD5 in keras-team/keras, keras/src/applications; sizes as it shows them
 * while downloading. ONNX model zoo: path, size and SHA-256 in onnx/models, ONNX_HUB_MANIFEST.json;
 * license and input in the README.md beside each; since that repository no longer serves its files,
 * the address is that of its successor, which has them under the same paths. AlexNet's and
 * GoogLeNet's input is that of Caffe's models (BVLC/caffe,
 * models/bvlc_googlenet/train_val.prototxt); DenseNet's README.md there omits it, so it is that of
 * the Caffe model from which the file comes (shicai/DenseNet-Caffe, README.md).
 */
final class Publishers {
  private static final String KERAS =
      "https://storage.googleapis.com/tensorflow/keras-applications/";
  private static final String ONNX =
      "https://huggingface.co/onnxmodelzoo/legacy_models/resolve/main/validated/vision/classification/";
  private static final String IMAGENET = " of Keras, ImageNet, without its classifier";

  /** BGR in 0…255 minus (104, 117, 123). */
  private static final Preprocessing BVLC =
      new Preprocessing(List.of(2, 1, 0), List.of(255f, 255f, 255f), List.of(-104f, -117f, -123f));

  /** BGR, {@code .017 · (x − (103.94, 116.78, 123.68))} for x in 0…255. */
  private static final Preprocessing DENSE =
      new Preprocessing(
          List.of(2, 1, 0),
          List.of(.017f * 255, .017f * 255, .017f * 255),
          List.of(-.017f * 103.94f, -.017f * 116.78f, -.017f * 123.68f));

  /** RGB, {@code (x − 127) / 128}. */
  private static final Preprocessing LITE =
      new Preprocessing(
          List.of(0, 1, 2),
          List.of(255 / 128f, 255 / 128f, 255 / 128f),
          List.of(-127 / 128f, -127 / 128f, -127 / 128f));

  static final List<ZooModel> ALL =
      List.of(
          keras(
              Architecture.VGG16,
              "VGG16" + IMAGENET,
              "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
              58_889_256,
              "6d6bbae143d832006294945121d1f1fc"),
          keras(
              Architecture.VGG19,
              "VGG19" + IMAGENET,
              "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
              80_134_624,
              "253f8cb515780f3b799900260a226db6"),
          keras(
              Architecture.INCEPTION_V3,
              "Inception v3" + IMAGENET,
              "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
              87_910_968,
              "bcbd6486424b2319ff4ef7d526e38f63"),
          keras(
              Architecture.RESNET50,
              "ResNet50" + IMAGENET,
              "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
              94_765_736,
              "4d473c1dd8becc155b73f8504c6f6626"),
          onnx(
              "alexnet",
              BVLC,
              "AlexNet of Caffe, ImageNet, for 224×224",
              "BSD-3-Clause",
              "alexnet/model/bvlcalexnet-12.onnx",
              243_863_787,
              "6b0da9510f27f234ee96a85dc3809dd210150fdefad87f6850f9788513216945"),
          onnx(
              "googlenet",
              BVLC,
              "GoogLeNet (Inception v1) of Caffe, ImageNet, for 224×224",
              "BSD-3-Clause",
              "inception_and_googlenet/googlenet/model/googlenet-12.onnx",
              28_021_836,
              "c99c507058eaf41de8723408fdda7db8325cb57f0a89f2ee07a716d6e963e14e"),
          onnx(
              "squeezenet",
              Preprocessing.TORCH,
              "SqueezeNet 1.1, ImageNet",
              "Apache-2.0",
              "squeezenet/model/squeezenet1.1-7.onnx",
              4_956_208,
              "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088"),
          onnx(
              "resnet18",
              Preprocessing.TORCH,
              "ResNet18 v1, ImageNet",
              "Apache-2.0",
              "resnet/model/resnet18-v1-7.onnx",
              46_820_737,
              "4e8f8653e7a2222b3904cc3fe8e304cd8b339ce1d05fd24688162f86fb6df52c"),
          onnx(
              "resnet50_v1",
              Preprocessing.TORCH,
              "ResNet50 v1, ImageNet, with its classifier",
              "Apache-2.0",
              "resnet/model/resnet50-v1-12.onnx",
              102_576_593,
              "3f03fdef724b22947eed826f1eef1dc5c34151bb4c37d634f1db89dfa2dd1526"),
          onnx(
              "densenet121",
              DENSE,
              "DenseNet-121 of Caffe2, ImageNet, for 224×224",
              "MIT",
              "densenet-121/model/densenet-12.onnx",
              32_726_877,
              "0294e7e88e5b3360de9b0fdc321baf9e6ef18b7f058c4536caae3b9f18ed9ed5"),
          onnx(
              "mobilenet_v2",
              Preprocessing.TORCH,
              "MobileNet v2, ImageNet",
              "Apache-2.0",
              "mobilenet/model/mobilenetv2-12.onnx",
              13_964_571,
              "c0c3f76d93fa3fd6580652a45618618a220fced18babf65774ed169de0432ad5"),
          onnx(
              "shufflenet_v2",
              Preprocessing.TORCH,
              "ShuffleNet v2, ImageNet, for 224×224",
              "BSD-3-Clause",
              "shufflenet/model/shufflenet-v2-12.onnx",
              9_218_556,
              "ea69821b4dd374ae2f33f9710dd1229ac263d0ee5b5a46ca3521f6483e1ba035"),
          onnx(
              "efficientnet_lite4",
              LITE,
              "EfficientNet-Lite4, ImageNet, for 224×224",
              "MIT",
              "efficientnet-lite4/model/efficientnet-lite4-11.onnx",
              51_946_641,
              "d111689907c06eea7c82e4833ddef758da6453b9d4cf60b7e99ca05c7cbd9c12"));

  private Publishers() {}

  private static ZooModel keras(
      Architecture architecture, String about, String path, long size, String md5) {
    return ZooModel.weights(
        architecture, about, license(architecture), URI.create(KERAS + path), size, md5);
  }

  /**
   * Returns the license that Keras documents for the ported weights (keras.io/api/applications).
   */
  private static String license(Architecture architecture) {
    return switch (architecture.name()) {
      case "vgg16", "vgg19" -> "Creative Commons Attribution (VGG, Oxford)";
      case "resnet50" -> "MIT (Kaiming He)";
      default -> "Apache-2.0";
    };
  }

  private static ZooModel onnx(
      String name,
      Preprocessing preprocessing,
      String about,
      String license,
      String path,
      long size,
      String sha256) {
    return ZooModel.whole(
        name, preprocessing, about, license, URI.create(ONNX + path), size, sha256);
  }
}
