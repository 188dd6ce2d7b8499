package dev.phosphene.zoo;

import dev.phosphene.graph.Preprocessing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Published weights that are read with their layers by {@code load.pytorch}, and Lucid's graph. A
 * name begins with its publisher's, since names alone, like {@code resnet50}, have meant Keras's or
 * the ONNX model zoo's files before.
 *
 * <p>torchvision: addresses and sizes in pytorch/vision, torchvision/models, {@code url} and {@code
 * _file_size} (MiB, three decimals) of the weights {@code IMAGENET1K_V1}; what follows the last
 * hyphen of a file's name are the first digits of its SHA-256, which torchvision itself checks.
 * CLIP: openai/CLIP, clip/clip.py; the folder in an address is the SHA-256, and no size is stated.
 * timm: the hub's page of each file, which states SHA-256 and rounded size, at the commit of the
 * address. Lucid: tensorflow/lucid, lucid/modelzoo/other_models/InceptionV1.py; neither size nor
 * hash is stated, so the connection's encryption alone vouches for the file.
 *
 * <p>None of these addresses could be tried where this table was written. The input range is the
 * reader's (docs/models.md), but for timm's, whose {@code config.json} beside the file is not
 * fetched: the four here have ImageNet's mean and deviation (timm/models, {@code default_cfgs}).
 */
final class TorchPublishers {
  private static final String TORCHVISION = "https://download.pytorch.org/models/";
  private static final String CLIP = "https://openaipublic.azureedge.net/clip/models/";
  private static final String TIMM = "https://huggingface.co/timm/";
  private static final String LUCID =
      "https://storage.googleapis.com/modelzoo/vision/other_models/InceptionV1.pb";

  static final List<ZooModel> ALL =
      List.of(
          torchvision("alexnet", "AlexNet", "alexnet-owt-7be5be79", 233.087),
          torchvision("convnext_tiny", "ConvNeXt-Tiny", "convnext_tiny-983f1562", 109.119),
          torchvision("densenet121", "DenseNet-121", "densenet121-a639ec97", 30.845),
          torchvision(
              "efficientnet_b0", "EfficientNet-B0", "efficientnet_b0_rwightman-7f5810bc", 20.451),
          torchvision("googlenet", "GoogLeNet", "googlenet-1378be20", 49.731),
          torchvision("inception_v3", "Inception v3", "inception_v3_google-0cc3c7bd", 103.903),
          torchvision("mnasnet1_0", "MNASNet 1.0", "mnasnet1.0_top1_73.512-f206786ef8", 16.915),
          torchvision("mobilenet_v2", "MobileNet v2", "mobilenet_v2-b0353104", 13.555),
          torchvision(
              "mobilenet_v3_large", "MobileNet v3 Large", "mobilenet_v3_large-8738ca79", 21.114),
          torchvision(
              "mobilenet_v3_small", "MobileNet v3 Small", "mobilenet_v3_small-047dcff4", 9.829),
          torchvision("regnet_y_400mf", "RegNetY-400MF", "regnet_y_400mf-c65dace8", 16.806),
          torchvision("resnet18", "ResNet-18", "resnet18-f37072fd", 44.661),
          torchvision("resnet34", "ResNet-34", "resnet34-b627a593", 83.275),
          torchvision("resnet50", "ResNet-50", "resnet50-0676ba61", 97.781),
          torchvision("resnet101", "ResNet-101", "resnet101-63fe2227", 170.511),
          torchvision("resnet152", "ResNet-152", "resnet152-394f9c45", 230.434),
          torchvision("resnext50_32x4d", "ResNeXt-50 32x4d", "resnext50_32x4d-7cdf4587", 95.789),
          torchvision("wide_resnet50_2", "Wide ResNet-50-2", "wide_resnet50_2-95faca4d", 131.82),
          torchvision(
              "shufflenet_v2_x1_0", "ShuffleNet v2 x1.0", "shufflenetv2_x1-5666bf0f80", 8.791),
          torchvision("squeezenet1_0", "SqueezeNet 1.0", "squeezenet1_0-b66bff10", 4.778),
          torchvision("squeezenet1_1", "SqueezeNet 1.1", "squeezenet1_1-b8a52dc0", 4.729),
          torchvision("swin_t", "Swin-T", "swin_t-704ceda3", 108.19),
          torchvision("vgg11", "VGG11", "vgg11-8a719046", 506.84),
          torchvision("vgg11_bn", "VGG11 with batch normalization", "vgg11_bn-6002323d", 506.881),
          torchvision("vgg13", "VGG13", "vgg13-19584684", 507.545),
          torchvision("vgg13_bn", "VGG13 with batch normalization", "vgg13_bn-abd245e5", 507.59),
          torchvision("vgg16", "VGG16", "vgg16-397923af", 527.796),
          torchvision("vgg16_bn", "VGG16 with batch normalization", "vgg16_bn-6c64b313", 527.866),
          torchvision("vgg19", "VGG19", "vgg19-dcbb9e9d", 548.051),
          torchvision("vgg19_bn", "VGG19 with batch normalization", "vgg19_bn-c79401a0", 548.143),
          torchvision("vit_b_16", "ViT-B/16", "vit_b_16-c867db91", 330.285),
          clip(
              "rn50",
              "ResNet-50",
              "RN50",
              "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762"),
          clip(
              "rn101",
              "ResNet-101",
              "RN101",
              "8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599"),
          clip(
              "rn50x4",
              "ResNet-50x4",
              "RN50x4",
              "7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd"),
          clip(
              "vit_b_32",
              "ViT-B/32",
              "ViT-B-32",
              "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
          clip(
              "vit_b_16",
              "ViT-B/16",
              "ViT-B-16",
              "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
          clip(
              "vit_l_14",
              "ViT-L/14",
              "ViT-L-14",
              "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
          timm(
              "resnet50.a1_in1k",
              "ResNet-50, recipe A1",
              "5d9e13b8fdab4d9718bcf2c8f5c3af01878367e8",
              102,
              "773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb"),
          timm(
              "resnet101.a1h_in1k",
              "ResNet-101, recipe A1H",
              "21721ac354aff8c4fbc371f3c4e46fa8832d4d68",
              179,
              "1a076c0384295e7d3704f201c5711ff245507db934230bab72ff3014a95f90fe"),
          timm(
              "convnext_tiny.in12k_ft_in1k",
              "ConvNeXt-Tiny, from ImageNet-12k",
              "82e66eaa8f64015e07bab574834728820a6652a7",
              114,
              "a1aefa409b513cf209b085424eb3efffe4e4a9f511491bc2c12ea35209e6bb95"),
          timm(
              "deit_tiny_patch16_224.fb_in1k",
              "DeiT-Tiny",
              "457c7aea80b608b44786bd3193556c727028bd6d",
              22.9,
              "21d4764d94f6c3ffdb6da3581115a0a1ee2d505537d96883b540e54766407c9e"),
          lucid());

  private TorchPublishers() {}

  private static ZooModel torchvision(String name, String about, String file, double mebibytes) {
    URI address = URI.create(TORCHVISION + file + ".pth");
    return new ZooModel(
        "torchvision/" + name,
        "torchvision",
        Optional.empty(),
        Optional.empty(),
        true,
        about + ", ImageNet",
        "BSD-3-Clause (the library's; none is stated for the weights)",
        address,
        FileSize.mebibytes(mebibytes),
        file.substring(file.lastIndexOf('-') + 1),
        "torchvision-" + ZooModel.last(address));
  }

  private static ZooModel clip(String name, String about, String file, String sha256) {
    URI address = URI.create(CLIP + sha256 + "/" + file + ".pt");
    return new ZooModel(
        "clip/" + name,
        "OpenAI (CLIP, the side of images)",
        Optional.empty(),
        Optional.empty(),
        false,
        about,
        "MIT (the repository's)",
        address,
        FileSize.unknown(),
        sha256,
        "clip-" + ZooModel.last(address));
  }

  private static ZooModel timm(
      String name, String about, String commit, double megabytes, String sha256) {
    URI address = URI.create(TIMM + name + "/resolve/" + commit + "/model.safetensors");
    return new ZooModel(
        "timm/" + name,
        "timm",
        Optional.empty(),
        Optional.of(Preprocessing.TORCH),
        true,
        about + ", ImageNet",
        "Apache-2.0",
        address,
        FileSize.megabytes(megabytes),
        sha256,
        "timm-" + name + ".safetensors");
  }

  private static ZooModel lucid() {
    return new ZooModel(
        "lucid/inception_v1",
        "Lucid",
        Optional.empty(),
        Optional.empty(),
        false,
        "Inception v1 with Lucid's names of layers, 1008 classes",
        "Apache-2.0 (the repository's)",
        URI.create(LUCID),
        FileSize.unknown(),
        "",
        "lucid-InceptionV1.pb");
  }
}
