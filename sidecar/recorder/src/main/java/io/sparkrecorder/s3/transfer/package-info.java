/**
 * Moves whole objects in one or several requests: uploads in parts, their resumption, downloads,
 * listings, checksums.
 *
 * <p>May import: checksum, config, s3.model, s3.request, time.
 */
package io.sparkrecorder.s3.transfer;
