package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.HeatMap;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/** Heat maps of a layer's activations, aligned with the image. */
public final class ActivationMaps {
  private ActivationMaps() {}

  /**
   * Makes a heat map whose values stand at the centers of the positions' receptive fields.
   *
   * @param picture {@code [1, 3, h, w]}
   * @throws dev.phosphene.error.InputException if the layer's positions are not places of the image
   */
  public static HeatMap of(Model model, Shape picture, String layer) {
    Layers.of(model.withPreprocessing(), picture)
        .requirePlaces(layer, "they cannot be drawn over it");
    ReceptiveField field = ReceptiveField.of(model.withPreprocessing(), picture, layer);
    HeatMap even =
        HeatMap.even(
            picture.w(), picture.h(), field.columns().positions(), field.rows().positions());
    return new HeatMap(
        field.columns().stride() > 0 ? field.columns().stride() : even.strideX(),
        field.rows().stride() > 0 ? field.rows().stride() : even.strideY(),
        field.columns().stride() > 0 ? middle(field.columns()) : even.centerX(),
        field.rows().stride() > 0 ? middle(field.rows()) : even.centerY());
  }

  private static double middle(ReceptiveField.Axis axis) {
    return axis.offset() + axis.size() / 2.0;
  }

  /** Returns the values of one channel of {@code [n, c, h, w]}, row by row. */
  public static float[] values(Tensor activation, int example, int channel) {
    int from = activation.offset(example, channel);
    int count = activation.shape().h() * activation.shape().w();
    return java.util.Arrays.copyOfRange(activation.data(), from, from + count);
  }

  /**
   * Draws the values of a layer on an image, the largest magnitude brightest.
   *
   * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]
   * @param values row by row, {@code columns} in each
   * @throws InputException naming the model and the layer if a value is not finite
   */
  public static Bitmap draw(
      HeatMap map, Model model, String layer, Tensor picture, float[] values, int columns) {
    try {
      return map.draw(picture, values, columns, 0);
    } catch (InputException e) {
      String file = model.graph().weightsFile().orElse(model.name());
      throw new InputException("%s, layer \"%s\": %s".formatted(file, layer, e.getMessage()), e);
    }
  }
}
