package io.sparkrecorder.failuremap.model;

/**
 * A recording of an executor's JVM.
 *
 * @param uri its place in S3, or the path of a file
 * @param state whole, salvaged, torn or unverified, as in the manifest
 */
public record Recording(String uri, String state) {}
