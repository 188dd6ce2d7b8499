package dev.phosphene.bench;

/** The networks that {@link Busy} measures: two large ones, and three of many short layers. */
enum BusyCase {
  GOOGLENET(
      "--model=../shared/weights/bvlc_googlenet.onnx --layer=inception_4a/output --channel=103"
          + " --noise=100 --size=128"),
  INCEPTION("--model=inception_v3 --layer=mixed4 --channel=41 --size=300"),
  VGG("--model=vgg19 --layer=block4_conv1 --channel=47 --size=300"),
  MOBILENET("--model=mobilenet_v2 --layer=block13/expand --channel=3 --size=224"),
  MINI("--model=mini --layer=stage3 --channel=3 --size=64");

  private final String options;

  BusyCase(String options) {
    this.options = options;
  }

  Workload work(int threads) {
    return Workload.of((options + " --threads=" + threads).split(" ", -1));
  }
}
