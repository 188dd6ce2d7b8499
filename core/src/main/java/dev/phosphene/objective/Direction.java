package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import dev.phosphene.io.Vectors;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Alignment of a layer's channels with a direction v: the mean over positions of {@code x·v ·
 * max(.1, cos)^p} with {@code cos = x·v / ((1e-4 + |x|) (1e-4 + |v|))} (tensorflow/lucid,
 * lucid/optvis/objectives.py, direction and direction_neuron). The default power p is 0.
 *
 * <p>A patch has its own direction at each position (tensor_direction in Lucid). It lies in the
 * center of the layer, from ((W − w)/2, (H − h)/2) on, or with its upper left corner at
 * {@code @x,y}.
 *
 * <p>Text: {@code direction(layer, file)}, {@code direction(layer, file, power)}, each also with
 * {@code @center}, {@code @x,y} or {@code @x0-x1,y0-y1}.
 */
public record Direction(String layer, Vectors vector, double power, Place place)
    implements Objective {
  private static final double EPSILON = 1e-4;
  private static final double LEAST = 0.1;

  /** The dot product at all positions, with power 0. */
  public Direction(String layer, Vectors vector) {
    this(layer, vector, 0, Place.Fixed.EVERYWHERE);
  }

  /**
   * The product times a power of the cosine.
   *
   * @throws InputException if the power is negative, or a patch has a region as its place
   */
  public Direction {
    checkPower(power);
    if (vector.patch() && place instanceof Region region && region.size() > 1) {
      throw new InputException(
          "%s is a patch of %d×%d positions; it takes the position of its upper left corner, @x,y"
              .formatted(vector.file(), vector.values().shape().w(), vector.values().shape().h()));
    }
  }

  static void checkPower(double power) {
    if (!(power >= 0 && Double.isFinite(power))) {
      throw new InputException(
          "the power of the cosine must be at least 0, not " + ObjectiveNames.number(power));
    }
  }

  @Override
  public List<Reads> reads() {
    Place read = vector.patch() ? Place.Fixed.EVERYWHERE : place;
    boolean ordered = vector.patch() || place != Place.Fixed.EVERYWHERE;
    return List.of(new Reads(layer, List.of(), read, ordered));
  }

  @Override
  public Map<Path, String> files() {
    return Map.of(vector.file(), vector.sha256());
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    Shape shape = shapes.get(layer);
    if (shape == null) {
      return;
    }
    Shape own = vector.values().shape();
    if (shape.c() != own.c()) {
      throw new InputException(
          "%s has %d numbers%s; layer \"%s\" has %d channels"
              .formatted(
                  vector.file(),
                  own.c(),
                  vector.patch() ? " at each position" : "",
                  layer,
                  shape.c()));
    }
    if (own.w() > shape.w() || own.h() > shape.h()) {
      throw new InputException(
          "the patch of %d×%d positions in %s is larger than layer \"%s\", %d×%d"
              .formatted(own.w(), own.h(), vector.file(), layer, shape.w(), shape.h()));
    }
    area(shape).check(layer, shape.h(), shape.w());
  }

  private Region area(Observation.Layer tap) {
    return vector.patch() ? area(tap.activation().shape()) : tap.area(place);
  }

  private Region area(Shape layerShape) {
    int h = layerShape.h();
    int w = layerShape.w();
    if (!vector.patch()) {
      return place.on(h, w);
    }
    Shape own = vector.values().shape();
    boolean placed = place instanceof Region;
    int x = placed ? place.on(h, w).x0() : (w - own.w()) / 2;
    int y = placed ? place.on(h, w).y0() : (h - own.h()) / 2;
    return new Region(x, x + own.w() - 1, y, y + own.h() - 1);
  }

  @Override
  public double apply(Observation seen) {
    Tensor activation = seen.layer(layer).activation();
    Region area = area(seen.layer(layer));
    double sum = 0;
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      Products products = products(activation, n, area);
      for (int i = 0; i < area.size(); i++) {
        sum += products.dots[i] * Math.pow(Math.max(LEAST, products.cosine(i)), power);
      }
    }
    return sum / ((double) area.size() * seen.count());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    Tensor activation = seen.layer(layer).activation();
    Region area = area(seen.layer(layer));
    double share = weight / ((double) area.size() * seen.count());
    double[] ofVector = new double[area.size()];
    double[] ofOwn = new double[area.size()];
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      Products products = products(activation, n, area);
      for (int i = 0; i < area.size(); i++) {
        double cosine = products.cosine(i);
        ofVector[i] = share * Math.pow(Math.max(LEAST, cosine), power);
        ofOwn[i] = 0;
        if (power != 0 && cosine > LEAST) {
          double length = Math.sqrt(products.squares[i]);
          double outer = share * products.dots[i] * power * Math.pow(cosine, power - 1);
          ofVector[i] += outer / ((EPSILON + length) * (EPSILON + products.lengths[i]));
          ofOwn[i] = -outer * cosine / ((EPSILON + length) * length);
        }
      }
      add(seen.layer(layer), n, area, ofVector, ofOwn);
    }
  }

  private void add(Observation.Layer tap, int n, Region area, double[] ofVector, double[] ofOwn) {
    float[] x = tap.activation().data();
    float[] out = tap.cotangent().data();
    for (int c = 0; c < tap.activation().shape().c(); c++) {
      for (int i = 0; i < area.size(); i++) {
        int index = index(tap.activation(), n, c, area, i);
        out[index] += (float) (ofVector[i] * vector(c, i) + ofOwn[i] * x[index]);
      }
    }
  }

  /** The quantities of each position of an area: x·v, |x|², |v|. */
  private record Products(double[] dots, double[] squares, double[] lengths) {
    double cosine(int i) {
      return dots[i] / ((EPSILON + Math.sqrt(squares[i])) * (EPSILON + lengths[i]));
    }
  }

  private Products products(Tensor activation, int n, Region area) {
    double[] dots = new double[area.size()];
    double[] squares = new double[area.size()];
    double[] lengths = new double[area.size()];
    for (int c = 0; c < activation.shape().c(); c++) {
      for (int i = 0; i < area.size(); i++) {
        double x = activation.data()[index(activation, n, c, area, i)];
        double v = vector(c, i);
        dots[i] += x * v;
        squares[i] += x * x;
        lengths[i] += v * v;
      }
    }
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = Math.sqrt(lengths[i]);
    }
    return new Products(dots, squares, lengths);
  }

  private static int index(Tensor tensor, int n, int c, Region area, int i) {
    return tensor.offset(n, c, area.y0() + i / area.width(), area.x0() + i % area.width());
  }

  /** Returns component c of the direction at the area's i-th position. */
  private double vector(int c, int i) {
    Tensor values = vector.values();
    return values.data()[vector.patch() ? values.offset(0, c) + i : c];
  }

  @Override
  public String toString() {
    String first = ObjectiveNames.quoted(layer);
    String second = ObjectiveNames.quoted(vector.file());
    String call =
        power == 0
            ? ObjectiveNames.call("direction", first, second)
            : ObjectiveNames.call("direction", first, second, ObjectiveNames.number(power));
    return call + place.suffix();
  }
}
