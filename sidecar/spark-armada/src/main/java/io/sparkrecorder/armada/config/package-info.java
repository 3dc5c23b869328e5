/** Reads the settings {@code spark.armada.*}, and writes their table for the docs. */
@NullMarked
package io.sparkrecorder.armada.config;

import org.jspecify.annotations.NullMarked;
