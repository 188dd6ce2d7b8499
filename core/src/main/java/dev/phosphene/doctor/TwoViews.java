package dev.phosphene.doctor;

import dev.phosphene.analysis.Framing;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Collection;
import java.util.List;

/**
 * Two versions of each image, {@code [n, 3, h, w]} each.
 *
 * @param photographs whether their colors are natural
 */
public record TwoViews(Tensor first, Tensor second, boolean photographs) {
  /** Shift of the second version, in pixels. */
  private static final int SHIFT = 8;

  /** Returns photographs as they are, and mirrored, slightly enlarged and shifted. */
  public static TwoViews of(List<Tensor> pictures, Framing framing) {
    Framing larger = new Framing(framing.width() + 2 * SHIFT, framing.height() + 2 * SHIFT);
    Tensor first = Tensor.zeros(pictures.size(), 3, framing.height(), framing.width());
    Tensor second = Tensor.zeros(first.shape());
    for (int i = 0; i < pictures.size(); i++) {
      Tensor one = framing.of(pictures.get(i));
      System.arraycopy(one.data(), 0, first.data(), first.offset(i, 0), one.data().length);
      Tensor other = larger.of(pictures.get(i));
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < framing.height(); y++) {
          for (int x = 0; x < framing.width(); x++) {
            second.data()[second.offset(i, c, y, x)] =
                other.at(0, c, y + SHIFT, framing.width() - 1 + SHIFT / 2 - x);
          }
        }
      }
    }
    return new TwoViews(first, second, true);
  }

  /** Joins several into one. */
  public static TwoViews joined(List<TwoViews> parts) {
    return new TwoViews(
        joined(parts.stream().map(TwoViews::first).toList()),
        joined(parts.stream().map(TwoViews::second).toList()),
        parts.stream().allMatch(TwoViews::photographs));
  }

  private static Tensor joined(Collection<Tensor> parts) {
    Shape one = parts.iterator().next().shape();
    int pictures = parts.stream().mapToInt(part -> part.shape().n()).sum();
    Tensor all = Tensor.zeros(pictures, one.c(), one.h(), one.w());
    int at = 0;
    for (Tensor part : parts) {
      System.arraycopy(part.data(), 0, all.data(), at, part.data().length);
      at += part.data().length;
    }
    return all;
  }

  /** Marks the images as synthetic: their colors are not natural. */
  public TwoViews drawn() {
    return new TwoViews(first, second, false);
  }

  /** Returns the shape of each version, {@code [n, 3, h, w]}. */
  Shape shape() {
    return first.shape();
  }
}
