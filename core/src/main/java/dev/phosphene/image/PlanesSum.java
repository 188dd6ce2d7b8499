package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sum of several {@link Planes}; their parameters are concatenated. When fitting, the first one
 * takes everything, so it must be able to.
 */
final class PlanesSum implements Planes {
  private final List<Planes> parts;
  private final float[][] slices;
  private final float[] term;

  PlanesSum(List<Planes> parts, int planesSize) {
    this.parts = List.copyOf(parts);
    slices = new float[parts.size()][];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new float[parts.get(i).size()];
    }
    term = new float[planesSize];
  }

  @Override
  public void use(Parallel threads) {
    parts.forEach(part -> part.use(threads));
  }

  @Override
  public int size() {
    return parts.stream().mapToInt(Planes::size).sum();
  }

  @Override
  public float[] start(RandomGenerator random) {
    float[] parameters = new float[size()];
    int at = 0;
    for (Planes part : parts) {
      System.arraycopy(part.start(random), 0, parameters, at, part.size());
      at += part.size();
    }
    return parameters;
  }

  @Override
  public void apply(float[] parameters, float[] planes) {
    Arrays.fill(planes, 0);
    int at = 0;
    for (int i = 0; i < slices.length; i++) {
      System.arraycopy(parameters, at, slices[i], 0, slices[i].length);
      at += slices[i].length;
      parts.get(i).apply(slices[i], term);
      for (int k = 0; k < term.length; k++) {
        planes[k] += term[k];
      }
    }
  }

  @Override
  public void adjoint(float[] planes, float[] parameters) {
    int at = 0;
    for (int i = 0; i < slices.length; i++) {
      parts.get(i).adjoint(planes, slices[i]);
      System.arraycopy(slices[i], 0, parameters, at, slices[i].length);
      at += slices[i].length;
    }
  }

  @Override
  public float[] fit(float[] planes) {
    return Arrays.copyOf(parts.get(0).fit(planes), size());
  }
}
