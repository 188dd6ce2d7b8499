package dev.phosphene.objective;

import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * The logit of a class, before any softmax (tensorflow/lucid, lucid/optvis/objectives.py,
 * class_logit). It is defined only on a model: {@link #on} finds the classifier's last layer and
 * the class in it. Text: {@code logit:1}, {@code logit:goldfish}, {@code logit:"tabby cat"}.
 */
public sealed interface Logit extends Objective {

  /** Returns the logit of a class by index, from 0. */
  static Logit of(int index) {
    return new ByIndex(index);
  }

  /** Returns the logit of a class by label. */
  static Logit of(String label) {
    return new ByLabel(label);
  }

  /** A class by index. */
  record ByIndex(int index) implements Unresolved {
    @Override
    public Objective on(Model model) {
      return new OnModel(this, ClassifierHead.of(model).unit(index));
    }

    @Override
    public String toString() {
      return ObjectiveNames.LOGIT + ":" + index;
    }
  }

  /** A class by label. */
  record ByLabel(String label) implements Unresolved {
    @Override
    public Objective on(Model model) {
      return new OnModel(this, ClassifierHead.of(model).unit(label));
    }

    @Override
    public String toString() {
      return ObjectiveNames.LOGIT + ":" + ObjectiveNames.quoted(label);
    }
  }

  /** A class whose channel is not known yet. */
  sealed interface Unresolved extends Logit permits ByIndex, ByLabel {
    @Override
    default List<Reads> reads() {
      throw tooEarly();
    }

    @Override
    default void check(Map<String, Shape> shapes) {
      throw tooEarly();
    }

    @Override
    default double apply(Observation seen) {
      throw tooEarly();
    }

    @Override
    default void vjp(Observation seen, double weight) {
      throw tooEarly();
    }

    private IllegalStateException tooEarly() {
      return new IllegalStateException(this + " is defined only on a model; call on(model)");
    }
  }

  /**
   * A class of one model; prints as the user wrote it.
   *
   * @param unit the channel of the model's last layer
   */
  record OnModel(Logit written, Channel unit) implements Logit {
    @Override
    public Objective on(Model model) {
      return written.on(model);
    }

    @Override
    public List<Reads> reads() {
      return unit.reads();
    }

    @Override
    public void check(Map<String, Shape> shapes) {
      unit.check(shapes);
    }

    @Override
    public double apply(Observation seen) {
      return unit.apply(seen);
    }

    @Override
    public void vjp(Observation seen, double weight) {
      unit.vjp(seen, weight);
    }

    @Override
    public String toString() {
      return written.toString();
    }
  }
}
