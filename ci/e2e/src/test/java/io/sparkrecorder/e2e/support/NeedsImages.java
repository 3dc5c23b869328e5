package io.sparkrecorder.e2e.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The images that the pods of a class run, by their names in {@code ci/e2e/images}. A test class
 * lists its own images and those of the helpers that it uses: ci/e2e/images.sh and {@link Images}
 * read the list of the test class only.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsImages {
  /** Names of images, such as {@code spark-4.1}. */
  String[] value();
}
