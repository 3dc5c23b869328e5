/**
 * Shows the recordings of an application in Spark's history server and in a running driver: the tab
 * "Recordings", its page, and the downloads. One jar serves Spark 3.5 to 4.3: classes that name
 * {@code javax.servlet} or {@code jakarta.servlet} are loaded only where Spark has them.
 */
package io.sparkrecorder.history;
