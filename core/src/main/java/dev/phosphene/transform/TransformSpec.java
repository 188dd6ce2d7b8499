package dev.phosphene.transform;

import dev.phosphene.error.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain of transforms from the image to the network's input, as a value with a text form.
 *
 * <pre>
 * chain   = "none" | link { "," link }
 * link    = "jitter" | "lucid" | "article" | "maco" | step
 * step    = "pad:" pixels         a gray border, as room for later steps
 *         | "jitter:" pixels      a shift by up to half as many each way
 *         | "scale:" choices      scaled by one of these factors
 *         | "rotate:" choices     rotated by one of these angles in degrees
 *         | "flip"                a horizontal flip in half of the draws
 *         | "crop:" size          a crop at a random position
 *         | "resize:" size        the frame so far stretched to this size
 *         | "blur:" deviation     Gaussian, in pixels
 *         | "noise:" deviation [ "/" spread ]    N(0, deviation) + U(−spread, spread)
 *         | "roll:" pixels        a shift by up to as many each way, wrapping around
 *         | "crops:" count [ "/" pixels ] [ "/" side ".." side ]
 *                                 square crops, resampled to as many pixels; their mean side, as a share
 *                                 of the image's, at the start and the end of the run
 * choices = choice { "+" choice }
 * choice  = number [ "x" times ] | number ".." number [ "/" step ]
 * size    = pixels [ "x" pixels ]     width, height
 * </pre>
 *
 * <pre>{@code
 * TransformSpec spec = TransformSpec.parse("pad:12,jitter:8,scale:0.9..1.1/0.02,rotate:-10..10+0x5,jitter:4");
 * spec.equals(TransformSpec.LUCID); // and so it prints as lucid
 * Transform transform = spec.transform();
 * }</pre>
 *
 * @param steps from the image to the network; none for the image itself
 */
public record TransformSpec(List<TransformStep> steps) {
  /** Default side of the network's input for {@link Crops}. */
  public static final int CROP_SIZE = 224;

  /** The image itself. */
  public static final TransformSpec NONE = of();

  /** A shift by up to four pixels each way. */
  public static final TransformSpec JITTER = of(new GeometricStep.Jitter(8));

  /**
   * Lucid's chain.
   *
   * <p>Source: tensorflow/lucid lucid/optvis/transform.py, standard_transforms.
   */
  public static final TransformSpec LUCID =
      TransformParser.parse("pad:12,jitter:8,scale:0.9..1.1/0.02,rotate:-10..10+0x5,jitter:4");

  /**
   * The chain of the article Feature Visualization, made for 2,560 steps.
   *
   * <p>Source: distillpub/post--feature-visualization.
   */
  public static final TransformSpec ARTICLE =
      TransformParser.parse("pad:16,jitter:16,scale:0.95..1.05/0.025,rotate:-5..5,jitter:8");

  /**
   * MACO's crops and noise.
   *
   * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py.
   */
  public static final TransformSpec MACO = of(new Crops(32), new Noise(0.08, 0.04));

  public TransformSpec {
    steps = List.copyOf(steps);
  }

  /** Returns the chain of the steps, from the image to the network. */
  public static TransformSpec of(TransformStep... steps) {
    return new TransformSpec(List.of(steps));
  }

  /**
   * Parses the text form.
   *
   * @throws InputException with the text and a caret under the error
   */
  public static TransformSpec parse(String text) {
    return TransformParser.parse(text);
  }

  /** Returns the named chains by name. */
  public static Map<String, TransformSpec> named() {
    Map<String, TransformSpec> named = new LinkedHashMap<>();
    named.put("none", NONE);
    named.put("jitter", JITTER);
    named.put("lucid", LUCID);
    named.put("article", ARTICLE);
    named.put("maco", MACO);
    return named;
  }

  /** Returns the same chain with this size for {@link Crops} without one: the model's own. */
  public TransformSpec cropsOnto(int size) {
    return new TransformSpec(
        steps.stream()
            .map(
                step ->
                    step instanceof Crops crops && crops.size().isEmpty() ? crops.onto(size) : step)
            .toList());
  }

  /** Returns the same chain with this size for all {@link Crops}. */
  public TransformSpec cropped(int size) {
    return new TransformSpec(
        steps.stream().map(step -> step instanceof Crops crops ? crops.onto(size) : step).toList());
  }

  /**
   * Returns the map from image to network, with its own buffers, for one run. Neighboring {@link
   * GeometricStep}s are one resampling.
   */
  public Transform transform() {
    List<Transform> parts = new ArrayList<>();
    List<GeometricStep> moves = new ArrayList<>();
    for (TransformStep step : steps) {
      if (step instanceof GeometricStep move) {
        moves.add(move);
      } else if (step instanceof Resize onto) {
        parts.add(GeometricTransform.of(moves).onto(onto.h(), onto.w()));
        moves.clear();
      } else {
        finish(moves, parts);
        parts.add(transform(step));
      }
    }
    finish(moves, parts);
    return Transforms.chain(parts);
  }

  private static void finish(List<GeometricStep> moves, List<Transform> parts) {
    if (!moves.isEmpty()) {
      parts.add(GeometricTransform.of(moves));
      moves.clear();
    }
  }

  private static Transform transform(TransformStep step) {
    if (step instanceof Blur blur) {
      return new Blurring(blur);
    } else if (step instanceof Crops crops) {
      return new Cropping(crops, crops.size().orElse(CROP_SIZE));
    } else if (step instanceof Noise noise) {
      return noise;
    } else if (step instanceof Roll roll) {
      return roll;
    }
    throw new IllegalArgumentException("no transform for " + step);
  }

  /** Returns the chain's name, if it has one, or its steps. */
  @Override
  public String toString() {
    for (Map.Entry<String, TransformSpec> chain : named().entrySet()) {
      if (chain.getValue().equals(this)) {
        return chain.getKey();
      }
    }
    return String.join(",", steps.stream().map(TransformStep::toString).toList());
  }
}
