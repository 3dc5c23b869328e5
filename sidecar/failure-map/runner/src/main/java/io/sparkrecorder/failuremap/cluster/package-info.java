/**
 * Runs applications of the failure map on Kubernetes, as SparkApplications of the Spark operator,
 * and reads from pods and from S3 how they ended.
 */
package io.sparkrecorder.failuremap.cluster;
