/** Runs inside recorded JVMs, from Java 8 on. */
package io.sparkrecorder.undo;
