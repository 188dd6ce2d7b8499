package dev.phosphene.objective;

import java.util.List;

/** A differentiable function of the activations of one picture (or of a few), to be maximised. */
public interface Objective {

  /** What this looks at; everything else is not computed. */
  List<Reads> reads();

  /** The value. */
  double apply(Observation seen);

  /** Adds {@code weight · ∂value/∂activation} to the cotangents of {@code seen}. */
  void vjp(Observation seen, double weight);

  /** The text form, which {@link ObjectiveParser} takes back. */
  @Override
  String toString();

  /**
   * Channels of a layer that an objective reads.
   *
   * @param channels ascending; empty for all
   */
  record Reads(String layer, List<Integer> channels) {
    public Reads {
      channels = List.copyOf(channels);
    }
  }
}
