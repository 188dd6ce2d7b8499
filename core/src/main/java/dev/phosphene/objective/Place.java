package dev.phosphene.objective;

/** The positions of a layer that an objective reads. */
public sealed interface Place permits Region, Place.Fixed {
  /** Returns the positions in a layer of {@code h × w}. */
  Region on(int h, int w);

  /**
   * Refuses positions outside a layer of {@code h × w}.
   *
   * @throws dev.phosphene.error.InputException naming the layer and its size
   */
  default void check(String layer, int h, int w) {}

  /** Returns the suffix of a unit in the text form: {@code @x,y}, or nothing. */
  String suffix();

  /** The places that every layer has. */
  enum Fixed implements Place {
    /** All positions. */
    EVERYWHERE,
    /** (w/2, h/2), the lower right of the middle four (Lucid's default neuron). */
    CENTER;

    @Override
    public Region on(int h, int w) {
      return this == CENTER ? Region.at(w / 2, h / 2) : new Region(0, w - 1, 0, h - 1);
    }

    @Override
    public String suffix() {
      return this == CENTER ? "@center" : "";
    }
  }
}
