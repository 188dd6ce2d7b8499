package dev.phosphene.gallery;

import dev.phosphene.gallery.store.UnitRecord;

/** Follows the making of a gallery, and can end it. */
public interface GalleryListener {
  /** Follows nothing. */
  GalleryListener NONE = new GalleryListener() {};

  /** Small previews are made, so that every layer shows something soon. */
  default void previews(int done, int layers) {}

  /** The layer and technique that are worked on from now on. */
  default void layer(String layer, String technique) {}

  /** Real images are run through a layer. */
  default void images(String layer, int done, int all) {}

  /**
   * A unit is done and saved.
   *
   * @param done units of the plan that are done, those of earlier runs included
   */
  default void unit(UnitRecord unit, int done, int all) {}

  /**
   * A batch of units is done, after {@link #unit} was called for each.
   *
   * @param done units of the plan that are done, those of earlier runs included
   */
  default void batch(int done, int all) {}

  /** Something that the user may want to know. */
  default void note(String text) {}

  /** Called at each step; false ends the run, with what is finished kept. */
  default boolean goesOn() {
    return true;
  }
}
