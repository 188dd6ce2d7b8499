package dev.phosphene.bench;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Channel;
import dev.phosphene.output.Bitmap;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import dev.phosphene.transform.TransformSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Scores finished images: how active each unit is with its own image, without transforms and
 * averaged over random ones, the same each time.
 */
final class Score implements AutoCloseable {
  private final Shape shape;
  private final int draws;
  private final Transform views;
  private final Tensor input;
  private final CompiledObjective plain;
  private final CompiledObjective seen;

  /**
   * A unit's mean activation.
   *
   * @param plain activation with the image as it is
   * @param seen mean activation over transforms of it
   */
  record Value(double plain, double seen) {
    static Value mean(List<Value> values) {
      return new Value(
          values.stream().mapToDouble(Value::plain).average().orElseThrow(),
          values.stream().mapToDouble(Value::seen).average().orElseThrow());
    }

    boolean positive() {
      return plain > 0 && seen > 0;
    }

    Value over(Value reference) {
      return new Value(plain / reference.plain, seen / reference.seen);
    }
  }

  /**
   * Creates a score for images of one size.
   *
   * @param graph network from RGB in [0, 1]
   * @param draws number of random transforms
   */
  Score(
      Graph graph,
      List<Channel> units,
      Size size,
      TransformSpec chain,
      int draws,
      Engine.Options options) {
    this.shape = Shape.of(units.size(), 3, size.height(), size.width());
    this.draws = draws;
    views = chain.transform();
    input = Tensor.zeros(views.input(shape));
    plain = CompiledObjective.on(graph, List.copyOf(units), shape, Engines.best(), options);
    seen = CompiledObjective.on(graph, List.copyOf(units), input.shape(), Engines.best(), options);
  }

  /** Returns the value of each unit with its image. */
  List<Value> of(List<Bitmap> bitmaps) {
    Tensor pictures = Tensor.zeros(shape);
    int each = shape.c() * shape.h() * shape.w();
    for (int i = 0; i < bitmaps.size(); i++) {
      System.arraycopy(bitmaps.get(i).toTensor().data(), 0, pictures.data(), i * each, each);
    }
    double[] asTheyAre = new double[bitmaps.size()];
    plain.forward(pictures, asTheyAre);
    double[] one = new double[bitmaps.size()];
    double[] sums = new double[bitmaps.size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < draws; draw++) {
      views.draw(shape, random, (double) draw / draws).apply(pictures, input);
      seen.forward(input, one);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += one[i];
      }
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      values.add(new Value(asTheyAre[i], sums[i] / draws));
    }
    return values;
  }

  @Override
  public void close() {
    plain.close();
    seen.close();
  }
}
