/**
 * Renders images for objectives.
 *
 * <pre>{@code
 * Result result = Render.of(model, "block4_conv1:47").recipe("tutorial").steps(10).seed(1).run();
 * result.image(0).save(Path.of("unit.png"));
 * }</pre>
 *
 * <p>{@link dev.phosphene.render.Render} collects the options and combines recipe, ascent or dream,
 * and results.
 */
@NullMarked
package dev.phosphene.render;

import org.jspecify.annotations.NullMarked;
