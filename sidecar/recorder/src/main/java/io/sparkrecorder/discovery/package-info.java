/**
 * Finds the executors of an application, and how each pod ended: from Kubernetes, or from what
 * executors announce in the store.
 *
 * <p>May import: config, marker, store, time.
 */
package io.sparkrecorder.discovery;
