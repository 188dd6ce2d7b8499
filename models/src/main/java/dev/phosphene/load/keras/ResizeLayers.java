package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Window;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports padding, cropping and resizing. */
final class ResizeLayers {
  /** Limit of cropping, a convolution with a single 1 in its kernel: larger ones cost too much. */
  private static final int MOST_CROPPED = 32;

  private ResizeLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("ZeroPadding2D", ResizeLayers::pad);
    all.put("Cropping2D", ResizeLayers::crop);
    all.put("UpSampling2D", ResizeLayers::upSample);
    all.put("Resizing", ResizeLayers::resize);
  }

  /** Returns top, bottom, left, right, from one number, two, or two pairs. */
  private static int[] borders(LayerCall call, String key) {
    Config config = call.config();
    List<JsonElement> items = config.member(key).map(Config::items).orElse(List.of());
    int[] borders = new int[4];
    for (int i = 0; i < 2 && !items.isEmpty(); i++) {
      List<JsonElement> sides = Config.items(items.get(Math.min(i, items.size() - 1)));
      for (int side = 0; side < 2; side++) {
        JsonElement element = sides.isEmpty() ? null : sides.get(Math.min(side, sides.size() - 1));
        borders[2 * i + side] = side(config, key, element);
      }
    }
    return borders;
  }

  private static int side(Config config, String key, @Nullable JsonElement element) {
    if (element == null || !element.isJsonPrimitive()) {
      throw config.wrong(key, "integers", config.json().get(key));
    }
    try {
      int side = element.getAsInt();
      if (side >= 0 && side < 1 << 14) {
        return side;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw config.wrong(key, "borders that are not negative", element);
  }

  private static KerasValue.Known pad(LayerCall call) {
    KerasValue.Known in = call.picture();
    int[] sides = borders(call, "padding");
    if (sides[0] + sides[1] + sides[2] + sides[3] == 0) {
      return in;
    }
    return call.emit(new Op.Pad(sides[0], sides[2], sides[1], sides[3], 0), in);
  }

  /** Crops by a convolution whose kernel is as large as the margin, with a single 1. */
  private static KerasValue.Known crop(LayerCall call) {
    KerasValue.Known in = call.picture();
    int[] sides = borders(call, "cropping");
    int high = sides[0] + sides[1] + 1;
    int wide = sides[2] + sides[3] + 1;
    if (high == 1 && wide == 1) {
      return in;
    } else if (Math.max(high, wide) > MOST_CROPPED) {
      throw new UnsupportedLayer(
          "it cuts off more than " + (MOST_CROPPED - 1) + " rows or columns");
    }
    int channels = call.channels(in);
    Shape shape = Shape.of(channels, 1, high, wide);
    Parameter kernel =
        new Parameter(
            "crop",
            shape,
            () -> {
              float[] values = new float[shape.size()];
              for (int c = 0; c < channels; c++) {
                values[c * high * wide + sides[0] * wide + sides[2]] = 1;
              }
              return values;
            });
    Window window = new Window(high, wide, 1, 1, 1, 1, new Window.Padding.Explicit(0, 0, 0, 0));
    return call.emit(new Op.Conv(kernel, null, window, channels), in);
  }

  private static KerasValue.Known upSample(LayerCall call) {
    KerasValue.Known in = call.picture();
    int[] size = call.config().pair("size", 2);
    return scaled(call, in, size[0], size[1]);
  }

  /** Resizes to a fixed size, so it depends on the image size that the file was made for. */
  private static KerasValue.Known resize(LayerCall call) {
    KerasValue.Known in = call.picture();
    Shape shape = call.shape(in);
    int height = call.config().integer("height", shape.h());
    int width = call.config().integer("width", shape.w());
    if (height == shape.h() && width == shape.w() && call.isSized()) {
      return in;
    } else if (!call.isSized()) {
      throw new UnsupportedLayer("it resizes to a fixed size, but the file has no input size");
    } else if (call.config().truth("crop_to_aspect_ratio", false)
        || call.config().truth("pad_to_aspect_ratio", false)
        || call.config().truth("antialias", false)) {
      throw new UnsupportedLayer("only plain resizing is supported");
    }
    return scaled(call, in, height / (double) shape.h(), width / (double) shape.w());
  }

  /** Scales with TensorFlow's half-pixel centers. */
  private static KerasValue.Known scaled(
      LayerCall call, KerasValue.Known in, double down, double across) {
    String name =
        call.config()
            .text("interpolation", call.layer().kind().equals("Resizing") ? "bilinear" : "nearest");
    Scaling.Filter filter =
        switch (name) {
          case "nearest" -> Scaling.Nearest.NEAREST_UP;
          case "bilinear" -> new Scaling.Linear(false);
          default -> throw new UnsupportedLayer("the interpolation " + name + " is not supported");
        };
    try {
      return call.emit(
          new Op.Resize(
              new Scaling(down, Scaling.Usual.HALF_PIXEL, filter),
              new Scaling(across, Scaling.Usual.HALF_PIXEL, filter)),
          in);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedLayer(String.valueOf(e.getMessage()));
    }
  }
}
