/**
 * Finds the stage of a sample: by the task spans of its recording, otherwise by the event log's
 * task times. A sample that fits several stages is shared by them; it is never guessed.
 */
package io.sparkrecorder.report.attribute;
