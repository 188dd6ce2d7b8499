/**
 * DeepDream: ascent on a photograph of any size, octave by octave and tile by tile, and zooms.
 *
 * <p>A {@link dev.phosphene.dream.DeepDream} runs over a photograph in {@link
 * dev.phosphene.dream.Octaves}; a {@link dev.phosphene.dream.Zoom} makes an animation of many
 * dreams.
 */
@NullMarked
package dev.phosphene.dream;

import org.jspecify.annotations.NullMarked;
