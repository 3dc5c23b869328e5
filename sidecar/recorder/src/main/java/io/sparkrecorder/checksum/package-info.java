/**
 * Computes CRC-32C, the checksum that markers, manifests and S3 share.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.checksum;
