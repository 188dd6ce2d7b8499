/**
 * Imports Caffe networks as {@link dev.phosphene.graph.Model}s.
 *
 * <p>A {@code .caffemodel} is a binary {@code NetParameter} with weights, a {@code .prototxt} the
 * same message as text without them. Both are read into {@link
 * dev.phosphene.load.caffe.CaffeFields} by the names of caffe.proto ({@link
 * dev.phosphene.load.caffe.Schema} has the numbers), and {@link
 * dev.phosphene.load.caffe.CaffeImporter} walks over the layers. Weights stay in the mapped file
 * until a {@link dev.phosphene.graph.Parameter} is read.
 *
 * <pre>{@code
 * Model model = CaffeModel.model("googlenet", Path.of("bvlc_googlenet.caffemodel"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.caffe;

import org.jspecify.annotations.NullMarked;
