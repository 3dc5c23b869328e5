/** Measures the failure map: its runner against bare Spark jobs, and its page. */
@NullMarked
package io.sparkrecorder.bench.failuremap;

import org.jspecify.annotations.NullMarked;
