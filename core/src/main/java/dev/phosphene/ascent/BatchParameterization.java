package dev.phosphene.ascent;

import dev.phosphene.image.Parameterization;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * One parameterization per objective of a run, side by side in one batch. All groups start from the
 * same noise, so that no image depends on its neighbors.
 */
public final class BatchParameterization implements Parameterization {
  private final Shape picture;
  private final List<Parameterization> parts = new ArrayList<>();
  private final Tensor[] pictures;
  private final Tensor[] cotangents;
  private final float[][] parameters;
  private final float[][] gradients;

  /**
   * Shares out whole groups; serial if there are more threads than groups, which then share each.
   */
  private Parallel parallel = Parallel.SERIAL;

  /**
   * Makes the groups for images {@code [groups · n, 3, h, w]}.
   *
   * @param part makes the parameterization of one group, {@code [n, 3, h, w]}
   */
  public BatchParameterization(int groups, Shape group, Function<Shape, Parameterization> part) {
    pictures = new Tensor[groups];
    cotangents = new Tensor[groups];
    parameters = new float[groups][];
    gradients = new float[groups][];
    for (int i = 0; i < groups; i++) {
      parts.add(part.apply(group));
      pictures[i] = Tensor.zeros(parts.get(i).picture());
      cotangents[i] = Tensor.zeros(parts.get(i).picture());
      parameters[i] = new float[parts.get(i).size()];
      gradients[i] = new float[parts.get(i).size()];
    }
    Shape one = parts.get(0).picture();
    picture = Shape.of(groups * one.n(), one.c(), one.h(), one.w());
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return parts.size() * parts.get(0).size();
  }

  @Override
  public void use(Parallel threads) {
    boolean groups = threads.threads() > 1 && parts.size() >= threads.threads();
    parallel = groups ? threads : Parallel.SERIAL;
    parts.forEach(part -> part.use(groups ? Parallel.SERIAL : threads));
  }

  private void eachPart(IntConsumer work) {
    parallel.run(
        parts.size(),
        picture.size(),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            work.accept(i);
          }
        });
  }

  @Override
  public float[] start(RandomGenerator random) {
    float[] one = parts.get(0).start(random);
    float[] all = new float[size()];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  @Override
  public float[] startFrom(Tensor from) {
    float[] all = new float[size()];
    for (int i = 0; i < parts.size(); i++) {
      Shape own = pictures[i].shape();
      Tensor start = Tensor.zeros(Shape.of(own.n(), from.shape().c(), own.h(), own.w()));
      part(from, i, start);
      float[] one = parts.get(i).startFrom(start);
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  @Override
  public void apply(float[] all, Tensor out) {
    eachPart(
        i -> {
          System.arraycopy(all, i * parameters[i].length, parameters[i], 0, parameters[i].length);
          parts.get(i).apply(parameters[i], pictures[i]);
          float[] one = pictures[i].data();
          System.arraycopy(one, 0, out.data(), i * one.length, one.length);
        });
  }

  @Override
  public void vjp(float[] all, Tensor cotangent, float[] gradient) {
    eachPart(
        i -> {
          part(cotangent, i, cotangents[i]);
          parts.get(i).vjp(parameters[i], cotangents[i], gradients[i]);
          System.arraycopy(gradients[i], 0, gradient, i * gradients[i].length, gradients[i].length);
        });
  }

  @Override
  public void project(float[] all) {
    eachPart(
        i -> {
          float[] one = parameters[i];
          System.arraycopy(all, i * one.length, one, 0, one.length);
          parts.get(i).project(one);
          System.arraycopy(one, 0, all, i * one.length, one.length);
        });
  }

  private static void part(Tensor from, int index, Tensor to) {
    float[] one = to.data();
    System.arraycopy(from.data(), index * one.length, one, 0, one.length);
  }
}
