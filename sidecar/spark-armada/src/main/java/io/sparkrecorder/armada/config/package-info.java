/** Reads and checks the settings {@code spark.armada.*}. */
@NullMarked
package io.sparkrecorder.armada.config;

import org.jspecify.annotations.NullMarked;
