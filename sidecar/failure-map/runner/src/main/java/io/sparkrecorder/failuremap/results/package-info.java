/**
 * Reads and writes the documents of results in a folder or in S3, and lets one runner at a time
 * work on them.
 */
package io.sparkrecorder.failuremap.results;
