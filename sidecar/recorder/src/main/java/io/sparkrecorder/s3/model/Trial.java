package io.sparkrecorder.s3.model;

import java.util.Optional;

/**
 * The result of a request that was sent only to see whether it works.
 *
 * @param right permission that the request needs, such as {@code s3:PutObject}
 * @param request name of the request, for people
 * @param problem reason of its failure; empty if it worked
 */
public record Trial(String right, String request, Optional<Problem> problem) {}
