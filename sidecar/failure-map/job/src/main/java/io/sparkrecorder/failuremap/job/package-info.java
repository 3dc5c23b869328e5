/** The Spark application of the failure map: it joins generated tables and checks the result. */
package io.sparkrecorder.failuremap.job;
