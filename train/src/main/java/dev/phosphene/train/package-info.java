/**
 * Trains the built-in network {@code mini} on CIFAR-10 with PyTorch, and writes it as a safetensors
 * file. Development only: nothing of the product depends on this module.
 *
 * <p>{@link dev.phosphene.train.Train} runs the training: {@link dev.phosphene.train.Cifar10}
 * images go through {@link dev.phosphene.train.Augmentation} in a background thread ({@link
 * dev.phosphene.train.Batches}) into the {@link dev.phosphene.train.MiniNet}, whose weights {@link
 * dev.phosphene.train.TrainingOptimizer} updates. {@link dev.phosphene.train.Export} folds the
 * batch normalization into the convolutions, rounds to half precision, writes the file and measures
 * the accuracy of the result.
 */
@NullMarked
package dev.phosphene.train;

import org.jspecify.annotations.NullMarked;
