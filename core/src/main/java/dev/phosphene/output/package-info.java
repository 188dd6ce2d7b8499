/**
 * Image files: from tensors to files with their provenance, and back.
 *
 * <pre>{@code
 * Bitmap bitmap = Bitmap.of(pictures, 0, Quantization.ROUND);
 * ImageFiles.write(Path.of("unit.png"), bitmap, provenance);
 * Provenance made = ImageFiles.provenance(Path.of("unit.png"));
 * Tensor again = ImageFiles.read(Path.of("unit.png")); // [1, 3, h, w], the exact bytes / 255
 * }</pre>
 *
 * <p>An {@link dev.phosphene.output.Animation} collects frames for a GIF, a {@link
 * dev.phosphene.output.ContactSheet} arranges captioned images in a grid, and a {@link
 * dev.phosphene.output.Preview} draws an image in a terminal:
 *
 * <pre>{@code
 * Bitmap sheet = ContactSheet.of(cells).titled("mini · logits").columns(5).draw();
 * System.out.print(Preview.of(sheet, 80));
 * }</pre>
 *
 * <p>Nothing here needs a display or a system font, and files are written atomically.
 */
@NullMarked
package dev.phosphene.output;

import org.jspecify.annotations.NullMarked;
