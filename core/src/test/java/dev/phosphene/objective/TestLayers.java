package dev.phosphene.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Layers as a network would leave them, and what photographs do to them. */
final class TestLayers {
  private final Map<String, Observation.Layer> layers = new LinkedHashMap<>();
  private final Map<Path, Map<String, Observation.Photo>> photos = new HashMap<>();

  /** A layer with all of its channels. */
  TestLayers with(String layer, Tensor activation) {
    return with(layer, activation, List.of());
  }

  /** A layer of which only some channels were computed. */
  TestLayers with(String layer, Tensor activation, List<Integer> kept) {
    Tensor cotangent = Tensor.zeros(activation.shape());
    layers.put(layer, new Observation.Layer(activation, cotangent, kept));
    return this;
  }

  /** What a layer makes of a photograph, the {@code example}-th of {@code activation}. */
  TestLayers photo(String file, String layer, Tensor activation, int example) {
    photos
        .computeIfAbsent(Path.of(file), path -> new HashMap<>())
        .put(layer, new Observation.Photo(activation, example));
    return this;
  }

  /** All examples. */
  Observation all() {
    return seen(0, layers.values().iterator().next().activation().shape().n());
  }

  Observation seen(int first, int count) {
    return new Observation(first, count, layers, photos);
  }

  float[] cotangent(String layer) {
    return seen(0, 1).layer(layer).cotangent().data();
  }

  /** Numbers of each layer, one layer after the other. */
  float[] point() {
    float[] point = new float[0];
    for (Observation.Layer layer : layers.values()) {
      float[] data = layer.activation().data();
      point = Arrays.copyOf(point, point.length + data.length);
      System.arraycopy(data, 0, point, point.length - data.length, data.length);
    }
    return point;
  }

  private void set(float[] point) {
    int at = 0;
    for (Observation.Layer layer : layers.values()) {
      float[] data = layer.activation().data();
      System.arraycopy(point, at, data, 0, data.length);
      at += data.length;
    }
  }

  /** The gradient of {@code weight · objective} with respect to {@link #point}. */
  float[] gradient(Objective objective, Observation seen, double weight) {
    layers.values().forEach(layer -> layer.cotangent().fill(0));
    objective.vjp(seen, weight);
    float[] gradient = new float[0];
    for (Observation.Layer layer : layers.values()) {
      float[] data = layer.cotangent().data();
      gradient = Arrays.copyOf(gradient, gradient.length + data.length);
      System.arraycopy(data, 0, gradient, gradient.length - data.length, data.length);
    }
    return gradient;
  }

  /** Finite differences over all layers, and no gradient for examples that are not looked at. */
  void verify(Objective objective, int first, int count, double step) {
    Observation seen = seen(first, count);
    float[] before = point();
    double base = objective.apply(seen); // subtracted, so that a float can tell the differences
    VjpCheck.of(
            (point, value) -> {
              set(point);
              value[0] = (float) (objective.apply(seen) - base);
            },
            (point, cotangent, gradient) -> {
              float[] found = gradient(objective, seen, cotangent[0]);
              System.arraycopy(found, 0, gradient, 0, found.length);
            })
        .at(before, 1)
        .step(step)
        .verify();
    set(before);
    float[] once = gradient(objective, seen, 1);
    assertThat(VjpCheck.dot(once, once)).as("there is a gradient").isPositive();
    layers.forEach(
        (name, layer) -> {
          int size = layer.cotangent().data().length / layer.cotangent().shape().n();
          for (int i = 0; i < layer.cotangent().data().length; i++) {
            boolean looked = i / size >= first && i / size < first + count;
            assertThat(looked || layer.cotangent().data()[i] == 0).as(name + " " + i).isTrue();
          }
        });
    objective.vjp(seen, 1);
    layers.forEach((name, layer) -> half(layer.cotangent().data()));
    int at = 0;
    for (Observation.Layer layer : layers.values()) {
      float[] data = layer.cotangent().data();
      assertThat(data)
          .as("the gradient is added")
          .containsExactly(
              Arrays.copyOfRange(once, at, at + data.length),
              org.assertj.core.data.Offset.offset(1e-5f));
      at += data.length;
    }
  }

  private static void half(float[] data) {
    for (int i = 0; i < data.length; i++) {
      data[i] /= 2;
    }
  }

  /** Standard normal values. */
  static Tensor normal(RandomGenerator random, int... extents) {
    Shape shape = Shape.of(extents);
    return new Tensor(shape, VjpCheck.normal(shape.size(), random));
  }

  /** All different, ¼ apart, and ⅛ from 0 and ½: nothing with a kink there is near it. */
  static Tensor spread(RandomGenerator random, int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      int other = random.nextInt(i + 1);
      data[i] = data[other];
      data[other] = .25f * (i - data.length / 2) + .125f;
    }
    return tensor;
  }

  static Tensor of(int[] extents, double... values) {
    Tensor tensor = Tensor.zeros(extents);
    assertThat(values).hasSize(tensor.data().length);
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i] = (float) values[i];
    }
    return tensor;
  }

  static int[] shape(int... extents) {
    return extents;
  }
}
