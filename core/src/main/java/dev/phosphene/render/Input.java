package dev.phosphene.render;

import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;

/** Which pre-processing stands between the picture and the network. */
public enum Input {
  /** The one that the model was trained with. */
  MODEL,
  /** RGB in [−1, 1]. */
  TF,
  /** BGR in 0…255 minus the mean. */
  CAFFE,
  /** RGB with ImageNet's mean and deviation. */
  TORCH,
  /** RGB in [0, 1]. */
  NONE;

  /** The model with this pre-processing. */
  public Model of(Model model) {
    return switch (this) {
      case MODEL -> model;
      case TF -> model.with(Preprocessing.TF);
      case CAFFE -> model.with(Preprocessing.CAFFE);
      case TORCH -> model.with(Preprocessing.TORCH);
      case NONE -> model.with(Preprocessing.NONE);
    };
  }
}
