package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * An image with a natural spectrum, of which only the phases are free: φ ~ N(0, 1), one per value
 * of the half spectra {@code [n, c, h, w/2+1]}; φ' = φ standardized; planes = irfft2(r·exp(iφ')),
 * standardized; then {@link ToRgb}. All standardization is per example.
 *
 * <p>Phases of standard deviation 1 cannot be those of a photograph, whose standard deviation is
 * near π/√3. So an instance that starts from an image standardizes to the mean and standard
 * deviation of that image's phases and planes instead, until its next start.
 *
 * <p>Source: Fel et al., Unlocking feature visualization for deeper networks with magnitude
 * constrained optimization, arXiv:2306.06805; deel-ai/xplique
 * xplique/features_visualizations/maco.py and preconditioning.py.
 */
public final class Maco implements Parameterization {
  private final Shape picture;
  private final float[] magnitudes;
  private final ToRgb color;
  private final PlaneSpectra fft;

  /** Per example: cosine and sine of the phases times the magnitudes. */
  private final float[] re;

  private final float[] im;

  /** Number of values of one plane's half spectrum. */
  private final int half;

  /** The spectra {@code [n, c, 2, h, w/2+1]}. */
  private final float[] spectra;

  private final float[] phases;
  private final Standardization[] phaseFrames;
  private final Standardization[] planeFrames;
  private final Tensor planes;
  private final Tensor painted;
  private final Tensor gradientOfPlanes;

  private Maco(Shape picture, float[] magnitudes, ToRgb color) {
    this.picture = picture;
    this.magnitudes = magnitudes;
    this.color = color;
    fft = new PlaneSpectra(picture);
    half = fft.size() / 2;
    spectra = new float[picture.n() * picture.c() * fft.size()];
    re = new float[picture.n() * magnitudes.length];
    im = new float[re.length];
    phases = new float[re.length];
    phaseFrames = new Standardization[picture.n()];
    planeFrames = new Standardization[picture.n()];
    for (int n = 0; n < picture.n(); n++) {
      phaseFrames[n] = new Standardization();
      planeFrames[n] = new Standardization();
    }
    planes = Tensor.zeros(picture);
    painted = Tensor.zeros(picture);
    gradientOfPlanes = Tensor.zeros(picture);
  }

  /**
   * Makes a MACO image {@code [n, c, h, w]}, gray or RGB.
   *
   * @param magnitudes mean |rfft2| of natural images' planes in {@code color}, {@code [c, h,
   *     w/2+1]}, such as {@link Spectrum#at}; their common scale does not matter
   */
  public static Maco of(Shape picture, float[] magnitudes, ToRgb color) {
    if (picture.c() > 3 || picture.c() == 2) {
      throw new InputException("maco makes gray or RGB images without alpha, not " + picture);
    }
    int expected = picture.c() * picture.h() * (picture.w() / 2 + 1);
    if (magnitudes.length != expected) {
      throw new InputException(
          "a spectrum for " + picture + " has " + expected + " values, not " + magnitudes.length);
    }
    return new Maco(picture, magnitudes.clone(), color);
  }

  /**
   * Makes a MACO image with the magnitudes of a photo's own planes, {@code [1, c, h, w]}. Started
   * from the photo, it reproduces it.
   */
  public static Maco of(Tensor photo, ToRgb color) {
    Shape shape = photo.shape();
    if (shape.n() != 1 || shape.c() > 3) {
      throw new InputException("maco takes the spectrum of one image, not of " + shape);
    }
    Maco maco = new Maco(shape, new float[shape.c() * shape.h() * (shape.w() / 2 + 1)], color);
    maco.analyse(photo, (i, re, im) -> maco.magnitudes[i] = (float) Math.hypot(re, im));
    return maco;
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public void use(Parallel threads) {
    fft.use(threads);
  }

  @Override
  public int size() {
    return re.length;
  }

  @Override
  public float[] start(RandomGenerator random) {
    for (int n = 0; n < picture.n(); n++) {
      phaseFrames[n].release();
      planeFrames[n].release();
    }
    return Planes.normal(size(), 1, random);
  }

  /**
   * Returns the phases of the given image. The magnitudes stay those of this instance; brightness
   * and contrast become the given image's.
   */
  @Override
  public float[] startFrom(Tensor from) {
    ColoredPlanes.requireShape(picture, from);
    float[] parameters = new float[size()];
    analyse(from, (i, re, im) -> parameters[i] = (float) Math.atan2(im, re));
    int example = magnitudes.length;
    int size = picture.c() * picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      phaseFrames[n].hold(parameters, n * example, (n + 1) * example);
      planeFrames[n].hold(planes.data(), n * size, (n + 1) * size);
    }
    return parameters;
  }

  /** Receives one complex value of the half spectra {@code [n, c, h, w/2+1]}. */
  private interface Coefficient {
    void at(int index, float re, float im);
  }

  /** Writes the image's planes into {@link #planes} and passes on all values of their spectra. */
  private void analyse(Tensor from, Coefficient each) {
    color.inverse(from, planes);
    fft.forward(planes.data(), RealFft2.UNSCALED, spectra);
    for (int i = 0; i < size(); i++) {
      int at = i + i / half * half;
      each.at(i, spectra[at], spectra[at + half]);
    }
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    int example = magnitudes.length;
    System.arraycopy(parameters, 0, phases, 0, phases.length);
    for (int n = 0; n < picture.n(); n++) {
      int first = n * example;
      phaseFrames[n].apply(phases, first, first + example);
      VectorFunctions.circle(phases, magnitudes, -first, re, im, first, first + example);
    }
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      System.arraycopy(re, plane * half, spectra, 2 * plane * half, half);
      System.arraycopy(im, plane * half, spectra, (2 * plane + 1) * half, half);
    }
    fft.inverse(spectra, RealFft2.UNSCALED, planes.data());
    int size = picture.c() * picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      planeFrames[n].apply(planes.data(), n * size, (n + 1) * size);
    }
    color.apply(planes, painted);
    System.arraycopy(painted.data(), 0, out.data(), 0, out.data().length);
  }

  @Override
  public void vjp(float[] parameters, Tensor cotangent, float[] gradient) {
    float[] g = gradientOfPlanes.data();
    color.vjp(painted, cotangent, gradientOfPlanes);
    int size = picture.c() * picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      planeFrames[n].vjp(planes.data(), g, n * size, (n + 1) * size);
    }
    fft.forward(g, RealFft2.UNSCALED, spectra);
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      turn(plane * half, 2 * plane * half, gradient);
    }
    int example = magnitudes.length;
    for (int n = 0; n < picture.n(); n++) {
      phaseFrames[n].vjp(phases, gradient, n * example, (n + 1) * example);
    }
  }

  /**
   * Computes the gradient of one plane's phases: of a·cos φ + b·sin φ, doubled for mirrored
   * columns.
   */
  private void turn(int at, int from, float[] gradient) {
    for (int i = 0; i < half; i++) {
      float g = re[at + i] * spectra[from + half + i] - im[at + i] * spectra[from + i];
      gradient[at + i] = 2 * g;
    }
    int columns = picture.w() / 2 + 1;
    for (int i = 0; i < half; i += columns) {
      gradient[at + i] *= 0.5f; // the zero column has no mirror
      if (picture.w() % 2 == 0) {
        gradient[at + i + columns - 1] *= 0.5f; // nor has Nyquist's
      }
    }
  }
}
