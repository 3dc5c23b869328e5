/** Folds samples into a tree of frames and rows with bounded size, and keeps every sum. */
package io.sparkrecorder.report.fold;
