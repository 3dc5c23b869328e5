/**
 * Turns pods into job items that Armada takes, and refuses before submission what Armada would
 * refuse or change.
 */
@NullMarked
package io.sparkrecorder.armada.job;

import org.jspecify.annotations.NullMarked;
