package dev.phosphene.transform;

/** One step of {@link Views}, as a value; {@code toString} is its text form there. */
public sealed interface Step permits Move, Resize, Blur, Crops, Noise, Roll {}
