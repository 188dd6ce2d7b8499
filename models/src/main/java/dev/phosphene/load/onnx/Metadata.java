package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file's metadata: class names, and the input's range in ONNX's own terms (onnx/onnx,
 * docs/MetadataProps.md).
 */
record Metadata(String file, Map<String, String> texts) {
  /** Keys under which exporters store class names. */
  private static final List<String> LABELS = List.of("labels", "names", "classes");

  static Metadata of(String file, Map<String, String> texts) {
    return new Metadata(file, texts);
  }

  /** Returns a name for each class; empty if there are none that can be read. */
  List<String> labels() {
    for (String key : LABELS) {
      String text = texts.get(key);
      if (text != null && !text.isBlank()) {
        List<String> labels = parsed(text, key);
        if (!labels.isEmpty()) {
          return labels;
        }
      }
    }
    return List.of();
  }

  private List<String> parsed(String text, String key) {
    try {
      return Labels.parse(text, file + ", metadata \"" + key + "\"");
    } catch (InputException e) {
      return List.of(); // any program may use these words for something else
    }
  }

  /** Returns the preprocessing; RGB in [0, 1] as it is, if none is given. */
  Preprocessing preprocessing(int channels) {
    String format = texts.getOrDefault("Image.BitmapPixelFormat", "Rgb8");
    boolean bgr = format.startsWith("Bgr");
    float low = 0;
    float high = 1;
    switch (texts.getOrDefault("Image.NominalPixelRange", "")) {
      case "NominalRange_0_255" -> high = 255;
      case "Normalized_1_1" -> low = -1;
      case "NominalRange_16_235" -> {
        low = 16;
        high = 235;
      }
      default -> {}
    }
    List<Integer> order =
        switch (channels) {
          case 3 -> bgr ? List.of(2, 1, 0) : List.of(0, 1, 2);
          case 1 -> List.of(Preprocessing.LUMA);
          default ->
              throw new InputException(
                  "%s takes pictures of %d channels; 3 or 1 can be made".formatted(file, channels));
        };
    List<Float> scale = new ArrayList<>(Collections.nCopies(channels, high - low));
    List<Float> shift = new ArrayList<>(Collections.nCopies(channels, low));
    return new Preprocessing(order, scale, shift);
  }
}
