package dev.phosphene.transform;

/** One step of a {@link TransformSpec}, as a value; {@code toString} is its text form. */
public sealed interface TransformStep permits GeometricStep, Resize, Blur, Crops, Noise, Roll {}
