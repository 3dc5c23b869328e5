/** An application's pods and files, in a bucket or in a folder. */
package io.sparkrecorder.report.application;
