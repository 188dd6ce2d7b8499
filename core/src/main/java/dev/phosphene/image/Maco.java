package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * A picture with the spectrum of natural ones, of which only the phases are free: φ ~ N(0, 1), one
 * for each value of the half spectra {@code [n, c, h, w/2+1]}; φ' = φ standardised; planes =
 * irfft2(r·exp(iφ')), standardised; then {@link Colour}. All standardisation is by example.
 *
 * <p>Source: Fel et al., Unlocking feature visualization for deeper networks with magnitude
 * constrained optimization, arXiv:2306.06805; deel-ai/xplique
 * xplique/features_visualizations/maco.py.
 */
public final class Maco implements Parameterisation {
  private final Shape picture;
  private final float[] magnitudes;
  private final Colour colour;
  private final RealFft2 fft;

  /** Per example: cosine and sine of the phases times the magnitudes. */
  private final float[] re;

  private final float[] im;
  private final float[] spectrum;
  private final float[] phases;
  private final float[] phaseDeviation;
  private final float[] planeDeviation;
  private final Tensor planes;
  private final Tensor painted;
  private final Tensor gradientOfPlanes;

  private Maco(Shape picture, float[] magnitudes, Colour colour) {
    this.picture = picture;
    this.magnitudes = magnitudes;
    this.colour = colour;
    fft = RealFft2.of(picture.h(), picture.w());
    spectrum = new float[fft.spectrumSize()];
    re = new float[picture.n() * magnitudes.length];
    im = new float[re.length];
    phases = new float[re.length];
    phaseDeviation = new float[picture.n()];
    planeDeviation = new float[picture.n()];
    planes = Tensor.zeros(picture);
    painted = Tensor.zeros(picture);
    gradientOfPlanes = Tensor.zeros(picture);
  }

  /**
   * MACO for a picture {@code [n, c, h, w]}.
   *
   * @param magnitudes mean |rfft2| of natural pictures' planes in {@code colour}, {@code [c, h,
   *     w/2+1]}; their common scale does not matter
   */
  public static Maco of(Shape picture, float[] magnitudes, Colour colour) {
    int expected = picture.c() * picture.h() * (picture.w() / 2 + 1);
    if (magnitudes.length != expected) {
      throw new InputException(
          "a spectrum for " + picture + " has " + expected + " values, not " + magnitudes.length);
    }
    return new Maco(picture, magnitudes.clone(), colour);
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return re.length;
  }

  @Override
  public float[] start(RandomGenerator random) {
    return Planes.normal(size(), 1, random);
  }

  /** Always fails: the magnitudes are fixed, so no given picture is among those it can make. */
  @Override
  public float[] startFrom(Tensor from) {
    throw new InputException("maco has fixed magnitudes and cannot start from a picture");
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    int example = magnitudes.length;
    int area = picture.h() * picture.w();
    System.arraycopy(parameters, 0, phases, 0, phases.length);
    for (int n = 0; n < picture.n(); n++) {
      phaseDeviation[n] = Standard.apply(phases, n * example, (n + 1) * example);
      for (int i = 0; i < example; i++) {
        int at = n * example + i;
        re[at] = magnitudes[i] * (float) Math.cos(phases[at]);
        im[at] = magnitudes[i] * (float) Math.sin(phases[at]);
      }
    }
    int half = spectrum.length / 2;
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      System.arraycopy(re, plane * half, spectrum, 0, half);
      System.arraycopy(im, plane * half, spectrum, half, half);
      fft.inverse(spectrum, 0, planes.data(), plane * area);
    }
    int size = picture.c() * area;
    for (int n = 0; n < picture.n(); n++) {
      planeDeviation[n] = Standard.apply(planes.data(), n * size, (n + 1) * size);
    }
    colour.apply(planes, painted);
    System.arraycopy(painted.data(), 0, out.data(), 0, out.data().length);
  }

  @Override
  public void vjp(float[] parameters, Tensor cotangent, float[] gradient) {
    float[] g = gradientOfPlanes.data();
    colour.vjp(painted, cotangent, gradientOfPlanes);
    int area = picture.h() * picture.w();
    int size = picture.c() * area;
    for (int n = 0; n < picture.n(); n++) {
      Standard.vjp(planes.data(), g, n * size, (n + 1) * size, planeDeviation[n]);
    }
    int half = spectrum.length / 2;
    int columns = picture.w() / 2 + 1;
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      fft.forward(g, plane * area, spectrum, 0);
      for (int i = 0; i < half; i++) {
        int at = plane * half + i;
        boolean once = i % columns == 0 || 2 * (i % columns) == picture.w();
        float turned = re[at] * spectrum[half + i] - im[at] * spectrum[i];
        gradient[at] = once ? turned : 2 * turned;
      }
    }
    int example = magnitudes.length;
    for (int n = 0; n < picture.n(); n++) {
      Standard.vjp(phases, gradient, n * example, (n + 1) * example, phaseDeviation[n]);
    }
  }
}
