/**
 * Galleries as jobs on Apache Spark: {@link dev.phosphene.spark.SparkGallery} is the entry point.
 */
@NullMarked
package dev.phosphene.spark;

import org.jspecify.annotations.NullMarked;
