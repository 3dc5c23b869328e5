/** The commands `recorder report` and `recorder open`. */
package io.sparkrecorder.report.cli;
