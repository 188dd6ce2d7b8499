/**
 * The loop: from an objective to its picture.
 *
 * <pre>{@code
 * Result result = Render.of(model, "block4_conv1:47").recipe("tutorial").steps(10).seed(1).run();
 * result.picture(0).save(Path.of("unit.png"));
 * }</pre>
 *
 * <p>A {@link dev.phosphene.render.Recipe} holds every number of a run as a plain value. {@link
 * dev.phosphene.render.Render} collects what the caller wants; {@link dev.phosphene.render.Lens} is
 * the network cut down to that; {@link dev.phosphene.render.Ascent} is the loop.
 *
 * <p>A {@link dev.phosphene.render.Dream} starts from a photograph of any size instead, and goes
 * over it in {@link dev.phosphene.render.Octaves}, in tiles; a {@link dev.phosphene.render.Zoom}
 * makes an animation of many dreams.
 */
@NullMarked
package dev.phosphene.render;

import org.jspecify.annotations.NullMarked;
