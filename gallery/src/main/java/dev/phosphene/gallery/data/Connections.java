package dev.phosphene.gallery.data;

import java.util.List;

/** What the weights say of a unit; empty lists where they say nothing. */
public interface Connections {
  /** Says nothing of any unit. */
  Connections NONE =
      new Connections() {
        @Override
        public List<Neighbor> near(String layer, int unit) {
          return List.of();
        }

        @Override
        public List<Link> fedBy(String layer, int unit) {
          return List.of();
        }

        @Override
        public List<Link> feeds(String layer, int unit) {
          return List.of();
        }
      };

  /** A unit of the same layer, and the cosine between the weights of both. */
  record Neighbor(int unit, double cosine) {}

  /** A unit of another layer, and the weight between both. */
  record Link(String layer, int unit, double weight) {}

  /** The units of the layer whose weights are most alike, the nearest first. */
  List<Neighbor> near(String layer, int unit);

  /** The units that it reads with the largest weights. */
  List<Link> fedBy(String layer, int unit);

  /** The units that read it with the largest weights. */
  List<Link> feeds(String layer, int unit);
}
