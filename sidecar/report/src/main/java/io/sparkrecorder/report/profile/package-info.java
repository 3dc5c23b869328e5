/** The report's facts: pods, stages, samples, and the sentences that sum them up. */
package io.sparkrecorder.report.profile;
