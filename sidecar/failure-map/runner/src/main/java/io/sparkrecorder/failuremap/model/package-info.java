/** The words of a failure map: cells, runs, outcomes. This package knows no other one. */
package io.sparkrecorder.failuremap.model;
