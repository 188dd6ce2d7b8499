/**
 * Every unit of a network, resumable, as a folder of images and data that any web host can serve;
 * docs/gallery-format.md describes the files.
 */
@NullMarked
package dev.phosphene.gallery;

import org.jspecify.annotations.NullMarked;
