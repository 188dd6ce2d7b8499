package dev.phosphene.render;

import dev.phosphene.transform.Transform;
import dev.phosphene.transform.Transforms;

/** How the network looks at the picture, by name. */
public enum Views {
  /** The picture itself. */
  NONE,
  /** Shifted by up to four pixels each way. */
  JITTER,
  /** Lucid's standard chain. */
  LUCID,
  /** The chain of the article Feature Visualization. */
  ARTICLE;

  /** The chain of transforms. */
  public Transform transform() {
    return switch (this) {
      case NONE -> Transforms.none();
      case JITTER -> Transforms.jitter(8);
      case LUCID -> Transforms.standard();
      case ARTICLE -> Transforms.article();
    };
  }
}
