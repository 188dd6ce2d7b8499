/** Tests of the reader of Caffe's networks, and writers of them. */
@NullMarked
package dev.phosphene.load.caffe;

import org.jspecify.annotations.NullMarked;
