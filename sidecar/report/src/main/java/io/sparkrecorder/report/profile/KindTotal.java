package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.fold.Kind;
import java.util.Optional;

/**
 * A kind of sample and its sums.
 *
 * @param weight weight of all rows
 * @param samples number of samples in the files
 * @param inFiles weight of these samples, added up apart from the rows
 * @param note why there are no samples
 */
public record KindTotal(
    Kind kind, long weight, long samples, long inFiles, Optional<String> note) {}
