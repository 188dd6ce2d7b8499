/**
 * Examines a network with real images: which units they excite, and which images excite a unit
 * most.
 *
 * <pre>{@code
 * try (Probe probe = Probe.on(model, List.of("mixed4"), Shape.of(1, 3, 299, 299), Probe.Use.best())) {
 *   Activations seen = probe.look(ImageFiles.read(Path.of("cat.jpg")));
 *   seen.strongest("mixed4", 0, 5).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>A {@link dev.phosphene.analysis.ImageFeed} decodes images in the background while the engine
 * runs; a {@link dev.phosphene.analysis.Scan} finds the peaks of all units of a layer over many
 * images and keeps them in a {@link dev.phosphene.analysis.PeakStore}, so that further questions
 * about the layer need no computation; {@link dev.phosphene.analysis.Examples} ranks them.
 */
@NullMarked
package dev.phosphene.analysis;

import org.jspecify.annotations.NullMarked;
