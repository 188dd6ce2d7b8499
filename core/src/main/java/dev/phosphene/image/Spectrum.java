package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.io.Safetensors;
import dev.phosphene.io.SafetensorsWriter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The magnitudes of frequencies in natural images: mean |rfft2| of many, {@code [3, side,
 * side/2+1]}, for {@link Maco}.
 *
 * <p>The transformed planes are those that {@link ToRgb#decorrelatedClipped} makes of a square
 * image of side × side: p = S⁻¹·(rgb − mean), without a sigmoid, S the color correlation over its
 * largest column and the mean that of ImageNet. No window is applied. Magnitudes are divided by the
 * side, as in a unitary transform, and then averaged, not their squares.
 *
 * <p>A file is a safetensors file with one F16 tensor, {@value #TENSOR}; its metadata contain
 * {@value #FORMAT} and optionally the origin of the images.
 *
 * <p>Source of the idea: deel-ai/xplique xplique/features_visualizations/preconditioning.py,
 * init_maco_buffer, which averages |rfft2| of the unprocessed data set, and resizes.
 */
public final class Spectrum {
  /** The resource that {@link #shipped} reads. */
  private static final String RESOURCE = "spectrum.safetensors";

  static final String TENSOR = "magnitudes";
  static final String FORMAT = "phosphene.spectrum";
  private static final String VERSION = "1";

  private final int side;
  private final float[] magnitudes;
  private final Map<String, String> metadata;

  private Spectrum(int side, float[] magnitudes, Map<String, String> metadata) {
    this.side = side;
    this.magnitudes = magnitudes;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** Returns the shipped spectrum; {@link #metadata} tells from which images. */
  public static Spectrum shipped() {
    try (InputStream in = Spectrum.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program's file is missing: " + RESOURCE);
      }
      return of(Safetensors.of(RESOURCE, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a spectrum file.
   *
   * @throws InputException if it cannot be read or is not a spectrum
   */
  public static Spectrum read(Path file) {
    return of(Safetensors.open(file));
  }

  private static Spectrum of(Safetensors file) {
    if (!VERSION.equals(file.metadata().get(FORMAT))) {
      throw new InputException(
          file.name() + " is not a spectrum; make one with: phosphene spectrum FOLDER -o FILE");
    }
    Shape shape = file.parameter(TENSOR).shape();
    if (shape.rank() != 3
        || shape.extent(0) != 3
        || shape.extent(1) % 2 == 1
        || shape.extent(2) != shape.extent(1) / 2 + 1) {
      throw new InputException(
          file.name() + ", tensor \"" + TENSOR + "\" is " + shape + ", not 3×side×(side/2+1)");
    }
    float[] values = file.parameter(TENSOR).values();
    for (float value : values) {
      if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
        throw new InputException(file.name() + " has a magnitude of " + value);
      }
    }
    return new Spectrum(shape.extent(1), values, file.metadata());
  }

  /** Returns the spectrum as a file's bytes. */
  public byte[] bytes() {
    SafetensorsWriter file = SafetensorsWriter.create();
    metadata.forEach(file::metadata);
    return file.f16(TENSOR, Shape.of(3, side, side / 2 + 1), magnitudes).bytes();
  }

  /** Returns the height and width of the images it was made from. */
  public int side() {
    return side;
  }

  /** Returns the file's metadata. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns magnitudes for images of h × w, {@code [3, h, w/2+1]}: interpolated bilinearly in
   * frequency, in cycles per pixel.
   */
  public float[] at(int h, int w) {
    int half = w / 2 + 1;
    float[] out = new float[3 * h * half];
    for (int y = 0; y < h; y++) {
      double v = (double) y / h * side; // past the middle, negative frequencies
      for (int x = 0; x < half; x++) {
        double u = (double) x / w * side;
        for (int c = 0; c < 3; c++) {
          out[(c * h + y) * half + x] = (float) between(c, v, u);
        }
      }
    }
    return out;
  }

  /** Returns the magnitudes of brightness alone, {@code [1, h, w/2+1]}, for gray images. */
  public float[] brightness(int h, int w) {
    return Arrays.copyOf(at(h, w), h * (w / 2 + 1));
  }

  private double between(int c, double v, double u) {
    int top = (int) v;
    int left = (int) u;
    double down = v - top;
    double right = u - left;
    return (1 - down) * ((1 - right) * stored(c, top, left) + right * stored(c, top, left + 1))
        + down * ((1 - right) * stored(c, top + 1, left) + right * stored(c, top + 1, left + 1));
  }

  private float stored(int c, int v, int u) {
    int half = side / 2 + 1;
    return magnitudes[(c * side + v % side) * half + Math.min(u, half - 1)];
  }

  /**
   * Returns the exponent a of the least-squares fit {@code log magnitude = b − a·log f} of
   * brightness, for f from 4/side to 0.35 cycles per pixel, each octave of f with the same weight;
   * near 1 in natural images.
   */
  public double decay() {
    float[] f = Fourier.frequencies(side, side);
    double weights = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < f.length; i++) {
      if (f[i] >= 4.0 / side && f[i] <= 0.35 && magnitudes[i] > 0) {
        double weight = 1 / ((double) f[i] * f[i]); // the number of frequencies near f grows with f
        double log = Math.log(f[i]);
        double value = Math.log(magnitudes[i]);
        weights += weight;
        x += weight * log;
        y += weight * value;
        xx += weight * log * log;
        xy += weight * log * value;
      }
    }
    return -(weights * xy - x * y) / (weights * xx - x * x);
  }

  /** Averages images into a spectrum; serves one thread. */
  public static final class Average {
    private final Shape square;
    private final RealFft2 fft;
    private final Tensor planes;
    private final float[] spectra;
    private final double[] sums;
    private int count;

    private Average(int side) {
      square = Shape.of(1, 3, side, side);
      fft = RealFft2.of(side, side);
      planes = Tensor.zeros(square);
      spectra = new float[fft.spectrumSize()];
      sums = new double[3 * spectra.length / 2];
    }

    /**
     * Makes an average of images of side × side, an even number from 16 to 1024.
     *
     * @throws InputException if the side is invalid
     */
    public static Average of(int side) {
      if (side % 2 == 1 || side < 16 || side > 1024) {
        throw new InputException("a spectrum's side must be even and from 16 to 1024, not " + side);
      }
      return new Average(side);
    }

    /** Adds one image {@code [1, 3, side, side]}, RGB in [0, 1]. */
    public void add(Tensor picture) {
      ColoredPlanes.requireShape(square, picture);
      ToRgb.decorrelatedClipped().inverse(picture, planes);
      int half = spectra.length / 2;
      for (int c = 0; c < 3; c++) {
        fft.forward(planes.data(), planes.offset(0, c), spectra, 0);
        for (int i = 0; i < half; i++) {
          double re = spectra[i];
          double im = spectra[half + i];
          sums[c * half + i] += Math.sqrt(re * re + im * im);
        }
      }
      count++;
    }

    /** Returns the number of images added. */
    public int count() {
      return count;
    }

    /**
     * Returns the mean so far.
     *
     * @param origin a line about the images' origin, stored in the file; may be empty
     * @throws IllegalStateException if nothing was added
     */
    public Spectrum spectrum(String origin) {
      if (count == 0) {
        throw new IllegalStateException("a spectrum needs an image");
      }
      float[] mean = new float[sums.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (sums[i] / count / square.h());
      }
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(FORMAT, VERSION);
      metadata.put(
          "content",
          "mean |rfft2| / side of S^-1 (rgb - mean color), S the ImageNet color correlation");
      metadata.put("pictures", Integer.toString(count));
      if (!origin.isEmpty()) {
        metadata.put("origin", origin);
      }
      return new Spectrum(square.h(), mean, metadata);
    }
  }
}
